package dev.teerex.bb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.standin.StandIn;
import dev.teerex.process.ShortCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is thrown while bb starts, an Error as well: no process, thread or file stays. */
class BbProcessTroubleTest {
    @TempDir
    private Path folder;

    @Test
    void noDirectMemory() throws IOException {
        assertThat(start("-XX:MaxDirectMemorySize=32k"))
                .satisfies(said -> assertThat(said.get(0)).startsWith("thrown java.lang.OutOfMemoryError"))
                .endsWith("processes 0", "threads 0", "files 0")
                .hasSize(5);
    }

    @Test
    void anErrorInTheThreadThatStartsIt() throws IOException {
        assertThat(start("-Djdk.lang.Process.launchMechanism=NONE"))
                .satisfies(said -> assertThat(said.get(0)).matches("thrown java.lang.[A-Za-z]*Error.*"))
                .endsWith("processes 0", "threads 0", "files 0")
                .doesNotContain("waited");
    }

    @Test
    void aJvmThatIsEnding() throws IOException {
        assertThat(start("-Dnothing", "atExit"))
                .containsExactly(
                        "thrown dev.teerex.bb.BbException: TRX-B-013: bb 5.0.0 is not started: this program is ending",
                        "thrown dev.teerex.bb.BbException: TRX-B-013: bb 5.0.0 is not started: this program is ending",
                        "processes 0",
                        "threads 0",
                        "files 0");
    }

    private List<String> start(String option, String... more) throws IOException {
        Path bb = new StandIn().writeTo(folder.resolve("bb"));
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                TroubledJvm.class.getName(),
                bb.toString(),
                Files.createDirectory(folder.resolve("tmp")).toString()));
        command.addAll(List.of(more));
        ShortCommand.Result result = ShortCommand.run(command, Map.of(), Duration.ofSeconds(60));
        assertThat(result.errors()).isEmpty();
        return result.output().lines().toList();
    }
}
