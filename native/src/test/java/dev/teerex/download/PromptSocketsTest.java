package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.download.WebException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection must be there soon; an answer may take its time. */
@Timeout(60)
class PromptSocketsTest extends WithServer {
    private static final Duration CONNECT = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private static WebClient client(List<ProxyServer> proxies) {
        return new WebClient(new HttpSettings(false, proxies, CONNECT, Duration.ofSeconds(20)));
    }

    /** Connections to it are made, and nobody ever says a word. */
    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static void assertNotConnected(List<ProxyServer> proxies, URI uri) {
        try (WebClient client = client(proxies)) {
            assertThatThrownBy(() -> client.exchange(post(uri))).isInstanceOfSatisfying(WebException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.NOT_CONNECTED);
                assertThat(e.bodyBegun()).isFalse();
            });
        }
    }

    @Test
    void aServerThatKeepsSilentInTheHandshakeIsNotConnected() throws IOException {
        try (ServerSocket silent = silent()) {
            assertNotConnected(List.of(), URI.create("https://localhost:" + silent.getLocalPort()));
        }
    }

    @Test
    void aProxyThatKeepsSilentIsNotConnected() throws IOException {
        try (ServerSocket silent = silent()) {
            ProxyServer proxy = new ProxyServer("https", "localhost", silent.getLocalPort(), "me", "sesame", List.of());
            assertNotConnected(List.of(proxy), URI.create("https://prover.example"));
        }
    }

    private void enqueueSlow() {
        server.enqueue(new MockResponse.Builder().build());
        for (int i = 0; i < 2; i++) {
            server.enqueue(new MockResponse.Builder()
                    .headersDelay(3 * CONNECT.toMillis(), TimeUnit.MILLISECONDS)
                    .body("here")
                    .build());
        }
    }

    private void assertAnswers() throws Exception {
        URI uri = server.url("/f").uri();
        // The first handshake of a JVM takes long.
        try (WebClient patient = new WebClient(HttpSettings.of(false, List.of()))) {
            patient.exchange(post(uri));
        }
        try (WebClient client = client(List.of())) {
            assertThat(client.exchange(post(uri)).body()).hasSize(4);
            // Over the same connection.
            WebRequest get = new WebRequest(uri, Map.of(), null, Duration.ofSeconds(20), 1000);
            assertThat(client.exchange(get).body()).hasSize(4);
        }
    }

    @Test
    void anAnswerMayTakeLongerThanItsConnection() throws Exception {
        enqueueSlow();
        assertAnswers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "h2"})
    void anAnswerMayTakeLongerThanItsConnectionOverTlsToo(String protocol) throws Exception {
        TestTls tls = TestTls.make(folder);
        server.useHttps(tls.serving());
        server.setProtocols(
                protocol.equals("h2") ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
        enqueueSlow();
        tls.trusted(this::assertAnswers);
    }
}
