package dev.teerex.server.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.server.config.Option;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are too slow for a server with little patience. Those in a hurry are other tests', on a server with more of it. */
class SlowClientTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(folder, Map.of(Option.IDLE_TIMEOUT, "700ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aClientThatStallsIsToldSoAndLetGo() throws IOException {
        try (Socket socket = server.client().connect()) {
            RawClient.send(
                    socket, RawClient.head("POST", "/prove", "Content-Length: 1000"), "{\"data\":\"".getBytes(UTF_8));
            Reply reply = RawClient.read(socket, false);
            BadInputTest.assertError(reply, 408, "Request too slow");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        Wait.until(() -> server.metric("tee_rex_uploads") == 0);
    }

    @Test
    void aHeaderSentByteByByteDoesNotHoldAConnectionForLong() throws IOException {
        try (Socket socket = server.client().connect()) {
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            drip(socket);
            assertThat(ends(socket)).isTrue();
        }
        // It is the client's fault, and not the server's.
        Wait.until(() -> server.client().get("/metrics").text().contains("{route=\"unknown\",status=\"408\"}"));
        assertThat(server.client().get("/metrics").text())
                .contains("code=\"TRX-S-007\"")
                .doesNotContain("code=\"TRX-S-026\"");
    }

    @Test
    void aSlowUploadIsNoFailureOfAServerThatStops(@TempDir Path own) throws IOException {
        TestServer stopped = TestServer.start(own, Map.of());
        try (stopped;
                Socket socket = stopped.client().connect()) {
            RawClient.send(
                    socket,
                    RawClient.head("POST", "/prove", "Content-Length: 1000000"),
                    "{\"other\":\"".getBytes(UTF_8));
            drip(socket);
            Wait.until(() -> stopped.metric("tee_rex_uploads") == 1);

            stopped.close();

            assertThat(ends(socket)).isTrue();
        }
        Wait.until(() -> stopped.log().contains("/prove"));
        assertThat(stopped.log()).doesNotContain("\"level\":\"error\"");
    }

    /** Sends byte by byte for as long as there is somebody to send to. */
    private static void drip(Socket socket) {
        Thread writer = new Thread(() -> {
            try {
                while (true) {
                    socket.getOutputStream().write('x');
                    Wait.millis(50);
                }
            } catch (IOException closed) {
                // As it should be.
            }
        });
        writer.start();
    }

    private static boolean ends(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}
