package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.BbVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCommandTest {
    @TempDir
    Path folder;

    private List<String> words(int threads, Duration timeout) {
        ServerRequest plain =
                BuildWithAServer.request(folder, folder.resolve("bb"), Path.of("java"), "none", Duration.ofSeconds(60));
        ServerRequest request = new ServerRequest(
                plain.java(),
                plain.classPath(),
                BuildWithAServer.settings(folder)
                        .bb(plain.prover().bb())
                        .threads(threads)
                        .timeout(timeout)
                        .build(),
                plain.tee(),
                plain.simulatedRoot(),
                plain.config(),
                plain.log(),
                plain.patience());
        return ServerCommand.of(request, BbVersion.of("5.0.0"));
    }

    @Test
    void whatTheBuildSaysOfTheProverIsSaidToTheServer() {
        assertThat(words(3, Duration.ofMinutes(7)))
                .containsSubsequence("dev.teerex.server.standalone.Main", "serve")
                .containsSequence("--bb-version", "5.0.0")
                .containsSequence("--bb", folder.resolve("bb").toString())
                .containsSequence("--offline", "true")
                .containsSequence("--cache-directory", folder.resolve("cache").toString())
                .containsSequence("--crs-directory", folder.resolve("crs").toString())
                .containsSequence("--threads", "3")
                .containsSequence("--proof-timeout", "420000ms");
    }

    @Test
    void aServerOfABuildEndsWithItAndListensWhereItCan() {
        assertThat(words(1, Duration.ofMinutes(1)))
                .contains("--stop-with-stdin")
                .containsSequence("--port", "0")
                .doesNotContain("--config", "--simulated-root", "--bb-loader", "--crs-url");
    }
}
