package dev.teerex.updater.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.Version;
import dev.teerex.updater.http.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry below a path of a host that is also others': its token stays below that path. */
class ArchivesTest {
    /** Path and Authorization of each request. */
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getRawPath();
                @Nullable String authorization = exchange.getRequestHeaders().getFirst("Authorization");
                asked.add(path + " " + authorization);
                if (path.equals("/npm/moved.tgz")) {
                    exchange.getResponseHeaders().set("Location", "/other/collect.tgz");
                    exchange.sendResponseHeaders(302, -1);
                } else {
                    exchange.sendResponseHeaders(404, -1);
                }
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theTokenGoesToTheRegistrysArchives() {
        download("/npm/@aztec/a/-/a.tgz");

        assertThat(asked).containsExactly("/npm/@aztec/a/-/a.tgz Bearer s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/other/collect.tgz",
                "/npmx/collect.tgz",
                "/npm/../other/collect.tgz",
                "/npm/%2e%2e/other/collect.tgz",
                "/npm/..%2fother/collect.tgz"
            })
    void itDoesNotLeaveTheRegistrysPath(String path) {
        download(path);

        assertThat(asked).hasSize(1).allMatch(request -> request.endsWith("/collect.tgz null"));
    }

    @Test
    void anArchiveMayTakeLongerThanAnotherCall() {
        OkHttpClient hasty =
                new OkHttpClient.Builder().callTimeout(Duration.ofMillis(1)).build();

        download(address(server), "/npm/@aztec/a/-/a.tgz", hasty, "HTTP 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example:99999/x.tgz", "/x.tgz"})
    void anAddressThatCannotBeUsedIsSaid(String archive) {
        download(address(server), URI.create(archive), new OkHttpClient(), "its address cannot be connected to");
    }

    @Test
    void noRedirectTakesItAlong() {
        download("/npm/moved.tgz");

        assertThat(asked).containsExactly("/npm/moved.tgz Bearer s3cret", "/other/collect.tgz null");
    }

    @Test
    void noRedirectLeadsFromHttpsToHttp() throws Exception {
        SSLContext tls = tls();
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        secure.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Location", address(server) + "/npm/plain.tgz");
                exchange.sendResponseHeaders(302, -1);
            }
        });
        secure.start();
        try {
            OkHttpClient trusting = new OkHttpClient.Builder()
                    .sslSocketFactory(tls.getSocketFactory(), TRUSTING)
                    .build();
            download("https" + address(secure).substring("http".length()), "/npm/a.tgz", trusting, "HTTP 302");
        } finally {
            secure.stop(0);
        }
        assertThat(asked).isEmpty();
    }

    /** Trusts whatever there is. */
    private static final X509TrustManager TRUSTING = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            // Nobody asks.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            // It is this test's own.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    /** Returns TLS under a key for {@code localhost} that the JDK's keytool makes. */
    private SSLContext tls() throws Exception {
        Path file = folder.resolve("keys");
        String password = "changeit";
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(KeyStore.getInstance(file.toFile(), password.toCharArray()), password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), new TrustManager[] {TRUSTING}, null);
        return context;
    }

    private static String address(HttpServer server) {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void download(String path) {
        download(address(server), path, new OkHttpClient(), "HTTP 404");
    }

    private static void download(String host, String path, OkHttpClient client, String ending) {
        download(host, URI.create(host + path), client, ending);
    }

    private static void download(String host, URI archive, OkHttpClient client, String ending) {
        Registry registry = new Registry(URI.create(host + "/npm/"), Optional.of(Secret.of("s3cret")), "test");
        Archives archives =
                new Archives(client, registry, time -> {}, new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
        Release release = new Release(
                "@aztec/a",
                Version.of("1.0.0").orElseThrow(),
                Optional.of("sha512-a"),
                Optional.of(archive),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                Optional.empty());

        assertThatThrownBy(() -> archives.sha256(release, Set.of("f")))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining(ending);
    }
}
