package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
    private static final Map<String, String> ORIGIN_CREDENTIALS = Map.of("Authorization", "Bearer origin");

    private final MockWebServer server = new MockWebServer();
    private final LocalProxy proxy = new LocalProxy("me", "p@ss:word");

    ProxyTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        server.start();
        server.enqueue(new MockResponse.Builder().body("here").build());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    private static HttpSettings settings(Map<String, String> environment) {
        Machine machine = new Machine("Linux", "amd64", environment, Path.of("home"), Path.of("tmp"), 1);
        return HttpSettings.fromEnvironment(machine, false);
    }

    private String proxyAddress(String userInfo) {
        return "http://" + userInfo + "localhost:" + proxy.port();
    }

    private static String fetch(HttpSettings settings, URI uri) throws IOException {
        try (Downloader downloader = new Downloader(settings);
                Download download = downloader.open(uri, ORIGIN_CREDENTIALS)) {
            return new String(download.body().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aPlainRequestGoesThroughTheProxyWithItsCredentials() throws Exception {
        HttpSettings settings = settings(Map.of("http_proxy", proxyAddress("me:p%40ss%3Aword@")));

        assertThat(fetch(settings, server.url("/f").uri())).isEqualTo("here");
        assertThat(proxy.heads().get(proxy.heads().size() - 1))
                .startsWith("GET http://")
                .contains("Proxy-Authorization: Basic ");
    }

    @Test
    void aSecureRequestIsTunnelledAndTheProxySeesNoCredentialsOfTheServer() {
        HttpSettings named = settings(Map.of("HTTPS_PROXY", proxyAddress("me:p%40ss%3Aword@")));
        HttpSettings settings = new HttpSettings(false, named.proxies(), named.connectTimeout(), Duration.ofSeconds(1));
        URI uri = URI.create(server.url("/f").toString().replace("http://", "https://"));

        // The server behind speaks no TLS: that the handshake fails shows that the tunnel was opened.
        assertThatThrownBy(() -> fetch(settings, uri))
                .isInstanceOfSatisfying(DownloadException.class, e -> assertThat(e.reason())
                        .isEqualTo(DownloadException.Code.UNREACHABLE));
        assertThat(proxy.heads()).anySatisfy(head -> assertThat(head)
                .startsWith("CONNECT localhost:" + server.getPort())
                .contains("Proxy-Authorization: Basic "));
        assertThat(proxy.heads()).allSatisfy(head -> assertThat(head).doesNotContain("origin"));
    }

    @Test
    void aServerBehindATunnelDoesNotGetTheProxysPassword(@TempDir Path folder) throws Exception {
        HttpSettings settings = settings(Map.of("https_proxy", proxyAddress("me:p%40ss%3Aword@")));
        TestTls tls = TestTls.make(folder);
        try (MockWebServer secure = new MockWebServer()) {
            secure.useHttps(tls.serving());
            secure.start();
            for (int i = 0; i < 2; i++) {
                secure.enqueue(new MockResponse.Builder()
                        .code(407)
                        .addHeader("Proxy-Authenticate", "Basic realm=\"mine\"")
                        .build());
            }
            tls.trusted(() -> assertThatThrownBy(
                            () -> fetch(settings, secure.url("/f").uri()))
                    .hasMessageStartingWith(DownloadException.Code.REFUSED.code()));

            assertThat(proxy.heads()).anySatisfy(head -> assertThat(head).startsWith("CONNECT "));
            assertThat(secure.getRequestCount()).isOne();
            assertThat(secure.takeRequest().getHeaders().get("Proxy-Authorization"))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "me:WRONG@"})
    void aProxyThatRefusesIsSaidToAndItsPasswordIsNot(String userInfo) {
        HttpSettings settings = settings(Map.of("http_proxy", proxyAddress(userInfo)));

        assertThatThrownBy(() -> fetch(settings, server.url("/f").uri()))
                .hasMessageStartingWith(DownloadException.Code.REFUSED.code())
                .hasMessageContaining("proxy")
                .hasMessageNotContaining("WRONG");
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"localhost", "*", "other.example localhost"})
    void anExceptedHostIsAskedDirectly(String noProxy) throws Exception {
        HttpSettings settings = settings(Map.of("http_proxy", proxyAddress(""), "no_proxy", noProxy));

        assertThat(fetch(settings, server.url("/f").uri())).isEqualTo("here");
        assertThat(proxy.heads()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org,       example.org,   false",
        "example.org,       a.example.org, false",
        "example.org,       anexample.org, true",
        ".example.org,      a.example.org, false",
        ".example.org,      EXAMPLE.ORG,   false",
        "*.example.org,     a.example.org, false",
        "*.example.org,     example.org,   true",
    })
    void aHostIsExceptedByNameOrSuffix(String pattern, String host, boolean served) {
        ProxyServer server = ProxyServer.parse("http", "proxy:3128", ProxyServer.directHosts(pattern))
                .orElseThrow();

        assertThat(server.serves("http", host)).isEqualTo(served);
        assertThat(server.serves("https", host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://", "::", "http://a b"})
    void whatIsNoAddressIsNoProxy(String address) {
        assertThat(ProxyServer.parse("http", address, List.of())).isEmpty();
    }

    @Test
    void aProxysTextHoldsNoPassword() {
        assertThat(settings(Map.of("http_proxy", "http://me:SECRET@proxy:3128")))
                .asString()
                .contains("proxy:3128")
                .doesNotContain("SECRET");
    }
}
