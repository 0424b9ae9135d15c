package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.bb.BbVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                .containsSequence("--proof-timeout", "PT7M");
    }

    @ParameterizedTest
    @CsvSource({
        "port = 4000, port, take the line out",
        "'  simulated-root=/tmp/root.pem', simulated-root, tee-rex.simulatedRoot",
        "tee = none, tee, tee-rex.tee",
        "bb=/opt/bb, bb, tee-rex.bb",
        "proof-timeout = 1m, proof-timeout, tee-rex.timeout",
        "offline = true, offline, Maven's -o"
    })
    void aKeyThatTheGoalSetsItselfIsRefusedByName(String line, String key, String instead) throws IOException {
        Path config = Files.writeString(folder.resolve("server.conf"), "# mine\nmax-proofs = 2\n" + line + "\n");

        assertThatThrownBy(() -> words(config))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageContainingAll(config.toString(), "tee-rex.serverConfig", "\"" + key + "\"", instead);
    }

    @Test
    void otherKeysAreForTheServerToRead() throws IOException {
        Path config =
                Files.writeString(folder.resolve("server.conf"), "# port = 1\nmax-proofs = 2\nhost = ::1\nno option\n");

        assertThat(words(config)).containsSequence("--config", config.toString());
        assertThatThrownBy(() -> words(folder.resolve("gone"))).hasMessageContaining("tee-rex.serverConfig");
    }

    private List<String> words(Path config) {
        ServerRequest plain =
                BuildWithAServer.request(folder, folder.resolve("bb"), Path.of("java"), "none", Duration.ofSeconds(60));
        return ServerCommand.of(
                new ServerRequest(
                        plain.java(),
                        plain.classPath(),
                        plain.prover(),
                        plain.tee(),
                        plain.simulatedRoot(),
                        config,
                        plain.log(),
                        plain.patience()),
                BbVersion.of("5.0.0"));
    }

    @Test
    void aServerOfABuildEndsWithItAndListensWhereItCan() {
        assertThat(words(1, Duration.ofMinutes(1)))
                .contains("--stop-with-stdin")
                .containsSequence("--port", "0")
                .doesNotContain("--config", "--simulated-root", "--bb-loader", "--crs-url");
    }
}
