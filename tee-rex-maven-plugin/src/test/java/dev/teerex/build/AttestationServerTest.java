package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.VerificationTime;
import dev.teerex.download.DownloadException;
import dev.teerex.download.HttpSettings;
import dev.teerex.nsm.AttestationRequest;
import dev.teerex.nsm.SimulatedNsm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attestation documents of a server: one that is right, and one that tries everything else. */
@Timeout(60)
class AttestationServerTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    @TempDir
    private Path folder;

    private final RecordingLog log = new RecordingLog();
    private final Clock clock = Clock.systemUTC();
    private final SimulatedNsm nsm = SimulatedNsm.start("image", clock, RANDOM);
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Bytes replayed = Bytes.of(new byte[32]);
    private HttpServer server;
    private Path anchor;

    @BeforeEach
    void start() throws IOException, CertificateEncodingException {
        anchor = Files.write(folder.resolve("anchor.der"), nsm.root().getEncoded());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aDocumentWithTheFreshNonceIsAccepted() throws IOException {
        answer("/attestation", exchange -> json(exchange, nitro(nonce(exchange))));

        verify(url(""));
        verify(url("/"));

        assertThat(asked)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(uri -> uri.matches("/attestation\\?nonce=[0-9a-f]{64}"));
        assertThat(report()).contains("\"verdict\" : \"simulated\"").contains("\"document\" : \"" + url("") + "\"");
    }

    @Test
    void aServerBelowAPathIsAskedThere() throws IOException {
        answer("/prover/a%20b/attestation", exchange -> json(exchange, nitro(nonce(exchange))));

        verify(url("/prover/a%20b/"));

        assertThat(report()).contains("\"verdict\" : \"simulated\"");
    }

    @Test
    void aReplayedDocumentIsRejected() throws IOException {
        answer("/attestation", exchange -> json(exchange, nitro(replayed)));

        assertRejected("TRX-A-141");
    }

    @Test
    void aDocumentWithoutANonceIsRejected() throws IOException {
        answer("/attestation", exchange -> json(exchange, nitro(null)));

        assertRejected("TRX-A-140");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mode\":\"standard\",\"publicKey\":\"-----BEGIN PGP\"}",
                "{\"mode\":\"standard\",\"attestationDocument\":\"hEShATgioA==\"}",
                "{\"mode\":\"nitro\",\"publicKey\":\"-----BEGIN PGP\"}",
                "{\"mode\":\"nitro\",\"attestationDocument\":null}",
                "{\"mode\":\"\\u001b[2J\",\"attestationDocument\":\" \"}",
                "{}"
            })
    void aServerWithoutADocumentIsRejected(String answer) throws IOException {
        answer("/attestation", exchange -> json(exchange, answer));

        assertRejected("TRX-M-006");
        assertThat(log.warnings).anyMatch(line -> line.contains("shows no attestation document"));
        assertThat(log.all()).noneMatch(line -> line.contains("PGP") || line.contains("\u001b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "\"nitro\"",
                "{\"mode\":\"nitro\"",
                "{\"mode\":\"nitro\"} {}",
                "{\"mode\":\"nitro\",\"mode\":\"nitro\"}",
                "{\"mode\":\"nitro\",\"attestationDocument\":{}}",
                "{\"mode\":1}",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]}"
            })
    void whatIsNotTheJsonOfAnAttestationIsNoDocumentThatCouldBeRejected(String answer) throws IOException {
        answer("/attestation", exchange -> json(exchange, answer));

        assertNotAsked(DownloadException.Code.BAD_ANSWER, "not the JSON of an attestation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "hEShATgioA==", "00"})
    void whatIsNoDocumentIsRejected(String document) throws IOException {
        answer("/attestation", exchange -> json(exchange, "{\"attestationDocument\":\"" + document + "\"}"));

        assertRejected("TRX-A-");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 30})
    void aHugeAnswerIsNotReadToItsEnd(long announced) throws IOException {
        answer("/attestation", exchange -> {
            exchange.sendResponseHeaders(200, announced);
            byte[] block = new byte[1 << 16];
            // Ends by the reader's hanging up, long before this.
            for (int i = 0; i < 1 << 14; i++) {
                exchange.getResponseBody().write(block);
            }
        });

        assertNotAsked(DownloadException.Code.BAD_ANSWER, "more than 131072 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "401, REFUSED, tee-rex.serverId",
        "403, REFUSED, tee-rex.serverId",
        "404, NOT_FOUND, tee-rex.serverUrl",
        "410, NOT_FOUND, tee-rex.serverUrl",
        "429, BAD_ANSWER, later",
        "500, BAD_ANSWER, operator",
        "503, BAD_ANSWER, later"
    })
    void aServerThatRefusesOrFailsIsNoDocumentThatCouldBeRejected(
            int status, DownloadException.Code code, String whatToDo) throws IOException {
        answer("/attestation", exchange -> exchange.sendResponseHeaders(status, -1));

        assertNotAsked(code, "HTTP " + status, whatToDo, url("").toString());
    }

    @Test
    void aServerThatIsNotThereIsNoDocumentThatCouldBeRejected() throws IOException {
        server.stop(0);

        assertNotAsked(
                DownloadException.Code.UNREACHABLE, "cannot be reached", "tee-rex.serverUrl", url("").toString());
    }

    @Test
    void aServerGetsTheHeadersThatAreMeantForIt() throws IOException {
        answer("/attestation", exchange -> {
            if ("Basic c2VjcmV0".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                json(exchange, nitro(nonce(exchange)));
            } else {
                exchange.sendResponseHeaders(401, -1);
            }
        });

        verify(request(new RemoteServer(url(""), Map.of("Authorization", "Basic c2VjcmV0")), false, null, null));

        assertThat(report()).contains("\"verdict\" : \"simulated\"").doesNotContain("c2VjcmV0");
        assertThat(log.all()).noneMatch(line -> line.contains("c2VjcmV0"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(other, "/", exchange -> json(exchange, nitro(nonce(exchange))));
        other.start();
        try {
            answer(
                    "/attestation",
                    exchange -> redirect(
                            exchange,
                            status,
                            url(other, "/") + "%1b%5b2J?"
                                    + exchange.getRequestURI().getQuery()));

            String said = assertNotAsked(DownloadException.Code.BAD_ANSWER, "HTTP " + status, "not followed");
            assertThat(said).doesNotContain("2J");
        } finally {
            other.stop(0);
        }
        assertThat(asked).singleElement().asString().startsWith("/attestation?nonce=");
    }

    @Test
    void offlineOnlyAServerOnThisMachineIsAsked() throws IOException {
        answer("/attestation", exchange -> json(exchange, nitro(nonce(exchange))));

        assertReason(DownloadException.Code.OFFLINE, request(URI.create("https://prover.example"), true, null, null));
        assertThat(asked).isEmpty();
        assertThat(report()).contains("\"code\" : \"TRX-D-001\"");

        verify(request(url(""), true, null, null));
        assertThat(report()).contains("\"verdict\" : \"simulated\"");
    }

    @Test
    void aServerGoesWithNeitherDocumentsNorANonce() {
        assertReason(InputException.Code.BAD_OPTION, request(url(""), false, folder, null));
        assertReason(InputException.Code.BAD_OPTION, request(url(""), false, null, replayed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/hostname",
                "ftp://h/",
                "http://h:0",
                "http://h:65536",
                "https:///x",
                "host",
                "http://u:secret@h/",
                "http://h/?token=secret",
                "http://h/#secret"
            })
    void anAddressThatIsNoServersIsRefusedWithoutShowingIt(String address) {
        assertThatThrownBy(() -> verify(URI.create(address)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("tee-rex.serverUrl")
                .hasMessageNotContaining("secret");
    }

    private void answer(String path, Answer answer) {
        answer(server, path, answer);
    }

    private void answer(HttpServer asking, String path, Answer answer) {
        asking.createContext(URI.create(path).getPath(), exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().toString());
                answer.give(exchange);
            }
        });
    }

    private String nitro(@Nullable Bytes nonce) {
        byte[] document = nsm.attestation(new AttestationRequest(null, null, nonce));
        return "{\"mode\":\"nitro\",\"attestationDocument\":\"%s\",\"publicKey\":\"unsigned\",\"extra\":{\"a\":[1]}}"
                .formatted(Base64.getEncoder().encodeToString(document));
    }

    private static Bytes nonce(HttpExchange exchange) {
        return Bytes.fromHex(exchange.getRequestURI().getQuery().substring("nonce=".length()));
    }

    private static void json(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void redirect(HttpExchange exchange, int status, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(status, -1);
    }

    private URI url(String path) {
        return url(server, path);
    }

    private static URI url(HttpServer asking, String path) {
        return URI.create("http://localhost:" + asking.getAddress().getPort() + path);
    }

    private void verify(URI url) {
        verify(request(url, false, null, null));
    }

    private void verify(VerifyAttestationRequest request) {
        new VerifyAttestationStep(request, clock, RANDOM, log).run();
    }

    private VerifyAttestationRequest request(
            URI url, boolean offline, @Nullable Path documents, @Nullable Bytes nonce) {
        return request(new RemoteServer(url, Map.of()), offline, documents, nonce);
    }

    private VerifyAttestationRequest request(
            RemoteServer remote, boolean offline, @Nullable Path documents, @Nullable Bytes nonce) {
        return new VerifyAttestationRequest(
                remote,
                HttpSettings.of(offline, List.of()),
                documents,
                null,
                true,
                anchor,
                nonce,
                VerificationTime.live(clock),
                folder.resolve("out"));
    }

    private void assertRejected(String code) throws IOException {
        assertRejected("", code);
    }

    private void assertRejected(String path, String code) throws IOException {
        assertReason(BuildException.Code.NOT_ATTESTED, request(url(path), false, null, null));
        assertThat(report()).contains("\"verdict\" : \"rejected\"").contains("\"code\" : \"" + code);
    }

    /** The server could not be asked: a failure of its own, which a report of before does not outlive. */
    private String assertNotAsked(DownloadException.Code code, String... said) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("out")).resolve("attestation-report.json"), "of before");

        DownloadException failure =
                catchThrowableOfType(DownloadException.class, () -> verify(request(url(""), false, null, null)));

        assertThat(failure.reason()).isEqualTo(code);
        assertThat(failure).hasMessageContainingAll(said);
        assertThat(report()).contains("\"verdict\" : \"rejected\"").contains("\"code\" : \"" + code.code());
        return String.valueOf(failure.getMessage());
    }

    private void assertReason(Object reason, VerifyAttestationRequest request) {
        assertThatThrownBy(() -> verify(request))
                .isInstanceOfSatisfying(
                        TeeRexException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private String report() throws IOException {
        return Files.readString(folder.resolve("out").resolve("attestation-report.json"));
    }
}
