package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.server.config.Option;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are broken, slow, greedy or hostile. After each of them the server answers others as before. */
class BadInputTest {
    private static final int LIMIT = 2 * 1024 * 1024;
    private static final String TOO_LARGE = "Request body too large";

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(
                folder,
                Map.of(
                        Option.MAX_BODY, "2MiB",
                        Option.PAYLOAD_MEMORY, "4MiB",
                        Option.MAX_UPLOADS, "8",
                        Option.MAX_CONNECTIONS, "300"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void othersAreServed() throws IOException {
        assertThat(server.client().get("/health").status()).isEqualTo(200);
    }

    private static byte[] largeJson(int size) {
        byte[] body = new byte[size];
        Arrays.fill(body, (byte) 'A');
        byte[] begin = "{\"data\":\"".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(begin, 0, body, 0, begin.length);
        body[size - 2] = '"';
        body[size - 1] = '}';
        return body;
    }

    static void assertError(Reply reply, int status, String message) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.json("error")).isEqualTo(message);
        assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
    }

    @Test
    void aBodyOverTheLimitIsRefusedHoweverItComes() throws IOException {
        byte[] over = largeJson(LIMIT + 1);
        assertError(server.client().post("/prove", over), 413, TOO_LARGE);
        assertError(server.client().chunked("/prove", over, 50_000), 413, TOO_LARGE);
        assertError(
                server.client().chunked("/prove", over, 50_000, "Content-Type: application/octet-stream"),
                413,
                TOO_LARGE);
        assertThat(server.client().chunked("/v1/prove", over, 50_000).status()).isEqualTo(413);
    }

    @Test
    void aBodyAtTheLimitIsLookedAt() throws IOException {
        byte[] whole = largeJson(LIMIT);
        assertError(server.client().post("/prove", whole), 400, "Failed to decrypt request payload");
        assertError(server.client().chunked("/prove", whole, 50_000), 400, "Failed to decrypt request payload");
    }

    @Test
    void anEndlessBodyIsRefusedBeforeItEnds() throws IOException {
        try (Socket socket = server.client().connect()) {
            RawClient.send(socket, RawClient.head("POST", "/prove", "Transfer-Encoding: chunked"), new byte[0]);
            byte[] chunk = ("10000\r\n" + "A".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] first = "9\r\n{\"data\":\"\r\n".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(first);
            for (int i = 0; i < LIMIT / 0x10000 + 1; i++) {
                socket.getOutputStream().write(chunk);
            }
            assertError(RawClient.read(socket, false), 413, TOO_LARGE);
        }
    }

    /** As clients do that write all before they read: Python's, and Node's now and then. */
    @Test
    void aRefusalReachesAClientThatSendsEverythingFirst() throws IOException {
        byte[] body = new byte[20 << 20];
        String head = RawClient.head("POST", "/prove", "Content-Length: " + body.length);
        for (int i = 0; i < 5; i++) {
            try (Socket socket = server.client().connect()) {
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(body);
                assertError(RawClient.read(socket, false), 413, TOO_LARGE);
            }
        }
    }

    /** As curl does with a large body. */
    @Test
    void aRefusalReachesAClientThatAskedFirstAndWasLetIn() throws IOException {
        byte[] body = largeJson(20 << 20);
        String head = RawClient.head("POST", "/prove", "Transfer-Encoding: chunked", "Expect: 100-continue");
        for (int i = 0; i < 5; i++) {
            try (Socket socket = server.client().connect()) {
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                assertThat(RawClient.read(socket, true).status()).isEqualTo(100);
                out.write((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(body);
                assertError(RawClient.read(socket, false), 413, TOO_LARGE);
            }
        }
    }

    @Test
    void aClientThatAskedFirstAndIsRefusedIsNotToldToGoOnAfterThat() throws IOException {
        try (Socket socket = server.client().connect()) {
            String head = RawClient.head("POST", "/nope", "Content-Length: 1000", "Expect: 100-continue");
            RawClient.send(socket, head, new byte[0]);
            assertThat(RawClient.read(socket, false).status()).isEqualTo(404);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void headersOfAMebibyteAreRefused() throws IOException {
        Reply reply = server.client().get("/health", "X-Large: " + "x".repeat(1 << 20));
        assertError(reply, 431, "Request Header Fields Too Large");
    }

    @Test
    void whatIsNotHttpIsRefused() throws IOException {
        for (String nonsense :
                List.of("hello\r\n\r\n", "GET /health\r\n\r\n", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n")) {
            Reply reply = server.client().exchange(nonsense, new byte[0]);
            assertThat(reply.status()).as(nonsense).isBetween(400, 505);
            assertThat(reply.header("content-type")).isEqualTo("application/json");
        }
    }

    @Test
    void anotherVersionOfHttpIsTheClientsFaultAndNotTheServers() throws IOException {
        for (String head : List.of("GET /health HTTP/1.2\r\nHost: a\r\n\r\n", "GET /health\r\n\r\n")) {
            assertError(server.client().exchange(head, new byte[0]), 505, "HTTP Version Not Supported");
        }
        assertThat(server.client().get("/metrics").text()).doesNotContain("code=\"TRX-S-026\"");
    }

    @Test
    void underV1WhatNeverComesToARouteIsAProblemToo() throws IOException {
        assertProblem(server.client().get("/v1/nope"), 404, "TRX-S-002");
        assertProblem(server.client().get("/v1"), 404, "TRX-S-002");
        assertProblem(
                server.client().post("/v1/prove", new byte[0], "X-Large: " + "x".repeat(20_000)), 431, "TRX-S-001");
        String twoLengths = RawClient.head("POST", "/v1/prove", "Content-Length: 2", "Transfer-Encoding: chunked");
        assertProblem(server.client().exchange(twoLengths, new byte[0]), 400, "TRX-S-001");
    }

    @Test
    void aBodyInACodingThatIsNotUndoneIsRefused() throws IOException {
        byte[] nothing = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        for (String coding : List.of("gzip, chunked", "deflate, chunked")) {
            String head = RawClient.head("POST", "/v1/prove", "Transfer-Encoding: " + coding);
            assertProblem(server.client().exchange(head, nothing), 400, "TRX-S-001");
        }
        String head = RawClient.head("POST", "/v1/prove", "Transfer-Encoding: Chunked");
        assertProblem(server.client().exchange(head, nothing), 400, "TRX-S-009");
    }

    private static void assertProblem(Reply reply, int status, String code) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.json("status")).isEqualTo(Integer.toString(status));
        assertThat(reply.json("code")).isEqualTo(code);
        assertThat(reply.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void whatNeverComesToARouteIsLoggedAndCountedAsAnyRequest() throws IOException {
        Reply large = server.client().post("/v1/prove", new byte[0], "X-Large: " + "x".repeat(20_000));
        Reply twoSlashes = server.client().get("//livez", "X-Request-Id: two-slashes");
        assertThat(twoSlashes.status()).isEqualTo(400);
        assertThat(twoSlashes.header("x-request-id")).isEqualTo("two-slashes");
        Reply unexpected = server.client().get("/livez", "X-Request-Id: unexpected", "Expect: nothing");
        assertThat(unexpected.json("requestId")).isEqualTo("unexpected");
        // Answers are logged when they are out.
        Wait.until(() -> Stream.of(large, twoSlashes, unexpected)
                .allMatch(reply -> server.log().contains("\"requestId\":\"" + reply.header("x-request-id") + "\"")));
        assertThat(server.client().get("/metrics").text())
                .contains("tee_rex_requests_total{route=\"/v1/prove\",status=\"431\"}")
                .contains("tee_rex_requests_total{route=\"unknown\",status=\"400\"}")
                .contains("tee_rex_requests_total{route=\"/livez\",status=\"417\"}");
    }

    @Test
    void aRequestWithoutAPathIsAnsweredAndLoggedAsAnyOther() throws IOException {
        Reply malformed = server.client().exchange("CONNECT a:1 HTTP/1.1\r\n: none\r\n\r\n", new byte[0]);
        assertError(malformed, 400, "Bad Request");
        // Answers are logged when they are out.
        Wait.until(() -> server.log().contains("\"requestId\":\"" + malformed.header("x-request-id") + "\""));
        String whole = "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n";
        assertError(server.client().exchange(whole, new byte[0]), 404, "Not found");
    }

    @Test
    void theHostOfATargetGoesBeforeThatOfTheHeader() throws IOException {
        String head = "GET http://another.example/livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(server.client().exchange(head, new byte[0]).status()).isEqualTo(200);
    }

    @Test
    void aBodyWithTwoLengthsIsRefused() throws IOException {
        Reply reply = server.client()
                .exchange(
                        RawClient.head("POST", "/prove", "Content-Length: 2", "Transfer-Encoding: chunked"),
                        "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("connection")).isEqualTo("close");
    }

    @Test
    void invalidUtf8IsNotJson() throws IOException {
        byte[] body = "{\"x??\":1,\"data\":\"AAAA\"}".getBytes(StandardCharsets.UTF_8);
        body[3] = (byte) 0xc3;
        body[4] = (byte) 0x28;
        assertError(server.client().post("/prove", body), 400, "Malformed request body");
    }

    @Test
    void deepJsonIsRefused() throws IOException {
        String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"data\":\"AAAA\"}";
        assertError(
                server.client().post("/prove", deep.getBytes(StandardCharsets.UTF_8)), 400, "Malformed request body");
        String after = "{\"data\":\"AAAA\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertError(
                server.client().post("/prove", after.getBytes(StandardCharsets.UTF_8)), 400, "Malformed request body");
    }

    @Test
    void duplicateKeysAreRefused() throws IOException {
        for (String body : List.of(
                "{\"data\":\"AAAA\",\"data\":\"AAAA\"}",
                "{\"x\":1,\"x\":2,\"data\":\"AAAA\"}",
                "{\"data\":1,\"data\":\"AA\"}")) {
            assertError(
                    server.client().post("/prove", body.getBytes(StandardCharsets.UTF_8)),
                    400,
                    "Malformed request body");
        }
    }

    @Test
    void aBodyThatIsCutLeavesNothingBehind() throws IOException {
        byte[] body = RawClient.json(server.encrypt(TestInputs.inputs("app")));
        try (Socket socket = server.client().connect()) {
            RawClient.send(
                    socket,
                    RawClient.head("POST", "/prove", "Content-Length: " + body.length),
                    Arrays.copyOf(body, body.length / 2));
            socket.shutdownOutput();
            assertThat(RawClient.read(socket, false).status()).isEqualTo(400);
        }
        Wait.until(() -> server.metric("tee_rex_uploads") == 0 && server.metric("tee_rex_payload_bytes") == 0);
    }

    @Test
    void manyKeysAreRefused() throws IOException {
        StringBuilder body = new StringBuilder("{");
        for (int i = 0; i < 10_000; i++) {
            body.append("\"k").append(i).append("\":0,");
        }
        byte[] tail = "\"data\":\"AAAA\"}".getBytes(StandardCharsets.US_ASCII);
        assertError(
                server.client().post("/prove", concat(body.toString().getBytes(StandardCharsets.US_ASCII), tail)),
                400,
                "Malformed request body");
        byte[] longName = ("{\"" + "k".repeat(2_000) + "\":0,").getBytes(StandardCharsets.US_ASCII);
        assertError(server.client().post("/prove", concat(longName, tail)), 400, "Malformed request body");
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void oneClientHasHalfOfTheUploadsAndIsSentAwayBeyond() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket socket = server.client().connect();
                slow.add(socket);
                RawClient.send(socket, RawClient.head("POST", "/prove", "Content-Length: 1000"), new byte[] {'{'});
            }
            Wait.until(() -> server.metric("tee_rex_uploads") == 4);
            Reply reply = server.client().post("/prove", RawClient.json(new byte[10]));
            assertError(reply, 503, "Server busy, try again later");
            assertThat(Integer.parseInt(reply.header("retry-after"))).isPositive();

            try (Socket other = new Socket()) {
                other.bind(new InetSocketAddress("127.0.0.2", 0));
                other.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
                byte[] body = RawClient.json(new byte[10]);
                RawClient.send(other, RawClient.head("POST", "/prove", "Content-Length: " + body.length), body);
                assertThat(RawClient.read(other, false).status()).isEqualTo(400);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        Wait.until(() -> server.metric("tee_rex_uploads") == 0);
    }

    @Test
    void idleConnectionsGiveWayToThoseThatAskForSomething() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 2_000; i++) {
                idle.add(server.client().connect());
            }
            assertThat(server.client().get("/health").status()).isEqualTo(200);
            // Those that gave way are counted until they are closed, which happens elsewhere.
            Wait.until(() -> server.metric("tee_rex_connections") <= 300);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void thoseWhoWereRefusedGiveWayThoughTheyOweTheRestOfTheirBody() throws IOException {
        String head = RawClient.head("POST", "/nope", "Content-Length: 1000000");
        List<Socket> refused = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                Socket socket = server.client().connect();
                refused.add(socket);
                RawClient.send(socket, head, new byte[0]);
                assertThat(RawClient.read(socket, false).status()).isEqualTo(404);
            }
            assertThat(server.client().get("/livez").status()).isEqualTo(200);
        } finally {
            for (Socket socket : refused) {
                socket.close();
            }
        }
    }

    @Test
    void aRefusalIsLoggedWhenItIsOutAndItsConnectionIsThereForMore() throws IOException {
        byte[] body = new byte[1000];
        try (Socket socket = server.client().connect()) {
            String head = RawClient.head("POST", "/nope", "Content-Length: 1000", "X-Request-Id: owes-its-body");
            RawClient.send(socket, head, new byte[0]);
            assertThat(RawClient.read(socket, false).status()).isEqualTo(404);
            Wait.until(() -> server.log().contains("\"requestId\":\"owes-its-body\""));
            socket.getOutputStream().write(body);
            RawClient.send(socket, RawClient.head("GET", "/livez"), new byte[0]);
            assertThat(RawClient.read(socket, false).status()).isEqualTo(200);
        }
        assertThat(server.log()).containsOnlyOnce("\"requestId\":\"owes-its-body\"");
    }

    @Test
    void forwardedHeadersOfStrangersAreRefused() throws IOException {
        for (String header :
                List.of("X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.1")) {
            assertThat(server.client().get("/health", header).status())
                    .as(header)
                    .isEqualTo(400);
        }
    }
}
