package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redirections between http and https on one machine. */
class SecureRedirectTest extends WithServer {
    private static final Map<String, String> CREDENTIALS = Map.of("Authorization", "Bearer t", "X-Token", "t");

    private final MockWebServer secure = new MockWebServer();

    @TempDir
    private Path folder;

    private TestTls tls;

    @BeforeEach
    void startSecure() throws Exception {
        tls = TestTls.make(folder);
        secure.useHttps(tls.serving());
        secure.start();
    }

    @AfterEach
    void stopSecure() {
        secure.close();
    }

    private static void redirect(MockWebServer from, URI to) {
        from.enqueue(
                new MockResponse.Builder().code(302).addHeader("Location", to).build());
    }

    private static String fetch(URI uri) throws Exception {
        try (Downloader downloader = new Downloader(HttpSettings.of(false, List.of()));
                Download download = downloader.open(uri, CREDENTIALS)) {
            return new String(download.body().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void credentialsDoNotFollowFromHttpToHttps() throws Exception {
        redirect(server, secure.url("/f").uri());
        secure.enqueue(new MockResponse.Builder().body("here").build());

        tls.trusted(() -> assertThat(fetch(server.url("/f").uri())).isEqualTo("here"));
        assertThat(secure.takeRequest().getHeaders().names()).doesNotContain("Authorization", "X-Token");
    }

    @Test
    void nothingFollowsFromHttpsToHttp() throws Exception {
        redirect(secure, server.url("/f").uri());

        tls.trusted(() -> assertThatThrownBy(() -> fetch(secure.url("/f").uri()))
                .hasMessageStartingWith(DownloadException.Code.BAD_ANSWER.code()));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void userAndPasswordInALocationAreNotSent() throws Exception {
        redirect(server, URI.create(server.url("/g").toString().replace("http://", "http://me:sesame@")));
        server.enqueue(new MockResponse.Builder().code(404).build());

        assertThatThrownBy(() -> downloader.open(server.url("/f").uri(), Map.of()))
                .hasMessageNotContaining("sesame");
        server.takeRequest();
        assertThat(server.takeRequest().getHeaders().get("Authorization")).isNull();
    }
}
