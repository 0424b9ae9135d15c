package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.download.WebException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
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
    private static final String ALIAS = "server";
    private static final String PASSWORD = "changeit";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

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
        for (int i = 0; i < 2; i++) {
            server.enqueue(new MockResponse.Builder()
                    .headersDelay(3 * CONNECT.toMillis(), TimeUnit.MILLISECONDS)
                    .body("here")
                    .build());
        }
    }

    private void assertAnswers() throws Exception {
        try (WebClient client = client(List.of())) {
            URI uri = server.url("/f").uri();
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
        KeyStore keys = keys();
        server.useHttps(serving(keys).getSocketFactory());
        server.setProtocols(
                protocol.equals("h2") ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
        enqueueSlow();
        String before = System.getProperty(TRUST_STORE);
        System.setProperty(TRUST_STORE, trusting(keys).toString());
        try {
            assertAnswers();
        } finally {
            if (before == null) {
                System.clearProperty(TRUST_STORE);
            } else {
                System.setProperty(TRUST_STORE, before);
            }
        }
    }

    private KeyStore keys() throws Exception {
        Path file = folder.resolve("keys");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static SSLContext serving(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private Path trusting(KeyStore keys) throws Exception {
        // Of a kind that can be read without a password.
        KeyStore trusted = KeyStore.getInstance("JKS");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        Path file = folder.resolve("trusted");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}
