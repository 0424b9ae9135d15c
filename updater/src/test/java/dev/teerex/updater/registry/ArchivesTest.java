package dev.teerex.updater.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.Version;
import dev.teerex.updater.http.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry below a path of a host that is also others': its token stays below that path. */
class ArchivesTest {
    /** Path and Authorization of each request. */
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

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
    void noRedirectTakesItAlong() {
        download("/npm/moved.tgz");

        assertThat(asked).containsExactly("/npm/moved.tgz Bearer s3cret", "/other/collect.tgz null");
    }

    private void download(String path) {
        String host = "http://localhost:" + server.getAddress().getPort();
        Registry registry = new Registry(URI.create(host + "/npm/"), Optional.of(Secret.of("s3cret")), "test");
        Archives archives = new Archives(
                new OkHttpClient(), registry, time -> {}, new RetryPolicy(1, Duration.ZERO, Duration.ZERO));
        Release release = new Release(
                "@aztec/a",
                Version.of("1.0.0").orElseThrow(),
                Optional.of("sha512-a"),
                Optional.of(URI.create(host + path)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                Optional.empty());

        assertThatThrownBy(() -> archives.sha256(release, Set.of("f")))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("HTTP 404");
    }
}
