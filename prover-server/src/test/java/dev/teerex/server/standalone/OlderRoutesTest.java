package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.openpgp.RecipientKeyPair;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of the older server sees: the wire contract, line by line. */
class OlderRoutesTest {
    private static final String UNDECRYPTABLE = "Failed to decrypt request payload";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] message() throws IOException {
        return server.encrypt(TestInputs.inputs("app", "kernel"));
    }

    private static void assertProved(Reply reply) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        byte[] proof = Base64.getDecoder().decode(reply.json("proof"));
        int fields = ByteBuffer.wrap(proof).getInt();
        assertThat(fields).isGreaterThanOrEqualTo(1935);
        assertThat(proof).hasSize(4 + 32 * fields);
    }

    private static void assertError(Reply reply, int status, String message) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.json("error")).isEqualTo(message);
        assertThat(reply.json("requestId"))
                .isEqualTo(reply.header("x-request-id"))
                .isNotEmpty();
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertCrossOrigin(reply);
    }

    private static void assertCrossOrigin(Reply reply) {
        assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(reply.header("access-control-allow-methods")).isEqualTo("GET, POST, OPTIONS");
        assertThat(reply.header("access-control-allow-headers"))
                .isEqualTo("Content-Type, X-Request-Id, X-Aztec-Version");
        assertThat(reply.header("access-control-expose-headers"))
                .isEqualTo("X-Request-Id, X-Prove-Duration-Ms, X-Decrypt-Duration-Ms, X-Download-Duration-Ms,"
                        + " X-Upload-Duration-Ms");
    }

    @Test
    void theFlowOfAnOlderClientWorksUnchanged() throws IOException {
        Reply attestation = server.client().get("/attestation");
        assertThat(attestation.json("mode")).isEqualTo("standard");
        assertThat(attestation.json("publicKey")).startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----");
        Reply reply = server.client()
                .post(
                        "/prove",
                        RawClient.json(message()),
                        "Content-Type: application/json",
                        "x-aztec-version: " + TestServer.VERSION);
        assertProved(reply);
        assertCrossOrigin(reply);
        assertThat(reply.header("x-prove-duration-ms")).matches("\\d+");
        assertThat(reply.header("x-decrypt-duration-ms")).matches("\\d+");
    }

    @Test
    void healthSaysWhatIsServed() throws IOException {
        Reply reply = server.client().get("/health");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text())
                .startsWith("{\"status\":\"ok\",\"api_version\":1,\"available_versions\":[\"4.1.2\"],\"runtime\":{");
        assertCrossOrigin(reply);
    }

    @Test
    void theKeyIsTheSameOnBothRoutes() throws IOException {
        assertThat(server.client().get("/encryption-public-key").json("publicKey"))
                .isEqualTo(server.client().get("/attestation").json("publicKey"));
    }

    @Test
    void aBodyMayComeInChunks() throws IOException {
        assertProved(server.client().chunked("/prove", RawClient.json(message()), 1000));
    }

    @Test
    void aMessageMayComeWithoutBase64() throws IOException {
        assertProved(server.client().post("/prove", message(), "Content-Type: application/octet-stream"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/octet-stream", "application/x-www-form-urlencoded"})
    void theTypeOfAJsonBodyDoesNotMatter(String type) throws IOException {
        assertProved(server.client().post("/prove", RawClient.json(message()), "Content-Type: " + type));
    }

    @Test
    void furtherKeysAreIgnored() throws IOException {
        String data = Base64.getEncoder().encodeToString(message());
        String body = " {\"before\":[{\"data\":1}],\"data\":\"" + data + "\",\"after\":{\"a\":[null,true,1e3]}} \n";
        assertProved(server.client().post("/prove", body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void base64MayBeFoldedUrlSafeAndUnpadded() throws IOException {
        String data = Base64.getUrlEncoder().withoutPadding().encodeToString(message());
        String folded = data.replaceAll("(.{64})", "$1\\\\r\\\\n");
        assertProved(
                server.client().post("/prove", ("{\"data\":\"" + folded + "\"}").getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "{",
                "{\"data\":\"AAAA\"",
                "{\"data\":\"AAAA",
                "{\"data\":\"%%%%",
                "{\"data\":\"%%\\\"%%",
                "{\"data\":\"AAAA\"} and more",
                "{\"data\":\"AAAA\",\"data\":\"AAAA\"}",
                "{\"x\":1,\"data\":\"AAAA\",\"x\":2}",
                "{\"data\":\"\\q\"}",
                "{\"data\":\"\\u12g4\"}",
                "{\"data\":\"%\\q\"}",
                "{\"data\":\"\u0001\"}",
                "{\"data\":",
                "{data:\"AAAA\"}"
            })
    void whatIsNotJsonIsMalformed(String body) throws IOException {
        assertError(
                server.client().post("/prove", body.getBytes(StandardCharsets.UTF_8)), 400, "Malformed request body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "\"text\"",
                "17",
                "{\"data\":17}",
                "{\"data\":null}",
                "{\"data\":\"\"}",
                "{\"data\":{\"data\":\"AAAA\"}}",
                "{\"Data\":\"AAAA\"}"
            })
    void jsonWithoutAMessageIsInvalid(String body) throws IOException {
        assertError(
                server.client().post("/prove", body.getBytes(StandardCharsets.UTF_8)),
                400,
                "Invalid request body: expected { data: string }");
    }

    @Test
    void whateverCannotBeDecryptedIsAnsweredAlike() throws IOException {
        byte[] tampered = message();
        tampered[tampered.length - 20] ^= 1;
        byte[] message = message();
        byte[] cut = java.util.Arrays.copyOf(message, message.length - 16);
        byte[] forAnother = TestServer.encrypt(
                TestInputs.inputs("app"),
                RecipientKeyPair.generate(new SecureRandom(), Clock.systemUTC()).publicKey());
        for (byte[] bad :
                new byte[][] {tampered, cut, forAnother, new byte[100], "hello".getBytes(StandardCharsets.UTF_8)}) {
            assertError(server.client().post("/prove", RawClient.json(bad)), 400, UNDECRYPTABLE);
            assertError(
                    server.client().post("/prove", bad, "Content-Type: application/octet-stream"), 400, UNDECRYPTABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%%", " ", "=", "====", "\\n", "\\b", "\\\"", "\u00e9\u20ac\ud83d\ude00"})
    void whatIsNoBase64IsAnsweredAsWhatCannotBeDecrypted(String data) throws IOException {
        String body = "{\"data\":\"" + data + "\"}";
        assertError(server.client().post("/prove", body.getBytes(StandardCharsets.UTF_8)), 400, UNDECRYPTABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "c328", "c0af", "e28028", "e08080", "eda080", "f4908080", "f5808080", "ff"})
    void aStringThatIsNotUtf8IsMalformed(String hex) throws IOException {
        String body =
                "{\"data\":\"AAAA" + new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1) + "\"}";
        assertError(
                server.client().post("/prove", body.getBytes(StandardCharsets.ISO_8859_1)),
                400,
                "Malformed request body");
    }

    @Test
    void theSameKeyAtAnotherDepthIsAnother() throws IOException {
        String data = Base64.getEncoder().encodeToString(message());
        String body = "{\"x\":{\"y\":1},\"data\":\"" + data + "\",\"y\":[{\"x\":1}]}";
        assertProved(server.client().post("/prove", body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void inputsThatCannotBeProvedAreTheServersOwnError() throws IOException {
        byte[] message = server.encrypt("not steps".getBytes(StandardCharsets.UTF_8));
        assertError(server.client().post("/prove", RawClient.json(message)), 500, "Internal server error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.0.0", "../4.1.2", "4.1.2/../4.1.2", "4.1.2, 9.9.9", "4.1.2 "})
    void aVersionThatIsNotServedIsNeverReplacedByAnother(String version) throws IOException {
        Reply reply = server.client().post("/prove", RawClient.json(message()), "x-aztec-version: " + version);
        if (version.strip().equals(TestServer.VERSION)) {
            assertProved(reply);
        } else {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json("error")).contains("is not served here");
        }
    }

    @Test
    void anEmptyVersionIsNoneAndTheSameTwiceIsOne() throws IOException {
        byte[] body = RawClient.json(message());
        assertProved(server.client().post("/prove", body, "x-aztec-version:"));
        String version = "x-aztec-version: " + TestServer.VERSION;
        assertProved(server.client().post("/prove", body, version, version, "x-aztec-version: "));
    }

    @Test
    void twoVersionsAreRefused() throws IOException {
        byte[] body = RawClient.json(message());
        String version = "x-aztec-version: " + TestServer.VERSION;
        assertError(
                server.client().post("/prove", body, version, "x-aztec-version: 9.9.9"),
                400,
                "the request has x-aztec-version with different values");
    }

    @Test
    void anUnknownRouteIsNotFound() throws IOException {
        assertError(server.client().get("/nothing"), 404, "Not found");
        assertError(server.client().post("/health/x", new byte[3]), 404, "Not found");
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws IOException {
        Reply reply = server.client().get("/prove");
        assertError(reply, 405, "Method not allowed");
        assertThat(reply.header("allow")).isEqualTo("POST, OPTIONS");
        assertThat(server.client().post("/health", new byte[0]).header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void headIsGetWithoutABody() throws IOException {
        Reply head = server.client().exchange(RawClient.head("HEAD", "/health"), new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length"))
                .isEqualTo(server.client().get("/health").header("content-length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/prove", "/attestation", "/nothing"})
    void optionsAreAnsweredEverywhere(String path) throws IOException {
        Reply reply = server.client().exchange(RawClient.head("OPTIONS", path), new byte[0]);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertCrossOrigin(reply);
    }

    @Test
    void aGoodRequestIdIsKeptAndABadOneReplaced() throws IOException {
        assertThat(server.client().get("/health", "X-Request-Id: my-id_1.2").header("x-request-id"))
                .isEqualTo("my-id_1.2");
        for (String bad : new String[] {"a b", "x".repeat(129), "é", ""}) {
            assertThat(server.client().get("/health", "X-Request-Id: " + bad).header("x-request-id"))
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "zz", "0102x"})
    void aBadNonceIsRefused(String nonce) throws IOException {
        assertError(server.client().get("/attestation?nonce=" + nonce), 400, "nonce is hex of 1 to 512 bytes");
        assertThat(server.client().get("/attestation?nonce=%ff%zz").status()).isEqualTo(400);
        assertThat(server.client().get("/attestation?nonce=00&nonce=00").status())
                .isEqualTo(400);
        assertThat(server.client().get("/attestation?nonce=" + "00".repeat(513)).status())
                .isEqualTo(400);
        assertThat(server.client().get("/attestation?nonce=" + "00".repeat(512)).status())
                .isEqualTo(200);
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws IOException {
        try (var socket = server.client().connect()) {
            for (int i = 0; i < 3; i++) {
                byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
                RawClient.send(socket, RawClient.head("POST", "/prove", "Content-Length: 2"), body);
                assertThat(RawClient.read(socket, false).status()).isEqualTo(400);
                RawClient.send(socket, RawClient.head("GET", "/health"), new byte[0]);
                assertThat(RawClient.read(socket, false).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void theLogNamesRequestsAndNothingOfPayloads() throws IOException {
        byte[] inputs = TestInputs.inputs("SecretToken:transfer");
        Reply reply = server.client().post("/prove", RawClient.json(server.encrypt(inputs)), "X-Request-Id: traced");
        assertThat(reply.status()).isEqualTo(200);
        // Answers are logged when they are out.
        Wait.until(() -> server.log().contains("\"requestId\":\"traced\""));
        assertThat(server.log()).doesNotContain("SecretToken");
    }
}
