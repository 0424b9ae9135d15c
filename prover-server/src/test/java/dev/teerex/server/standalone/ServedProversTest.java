package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import dev.teerex.process.ShortCommand;
import dev.teerex.server.config.Option;
import dev.teerex.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedProversTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final List<BbBinary> lookedAt = new ArrayList<>();

    private BbBinary given(Path bb, Map<Option, String> options) {
        Machine here = Machine.current();
        Machine machine = new Machine(
                here.os(),
                here.arch(),
                Map.of("PATH", folder.resolve("programs").toString()),
                folder,
                here.temporaryDirectory(),
                1);
        Map<Option, String> flags = new EnumMap<>(options);
        flags.put(Option.BB, bb.toString());
        ServerConfig config = ServerConfig.of(flags, machine, new ServerConfig.Resources(1L << 30, 8L << 30));
        try (Downloader downloader = new Downloader(HttpSettings.fromEnvironment(machine, true))) {
            return ServedProvers.of(config.proving(), machine, downloader, Ticker.system(), lookedAt::add)
                    .of(null);
        }
    }

    private static String said(List<String> command) throws IOException {
        return ShortCommand.run(command, Map.of(), LONG).output();
    }

    @Test
    void aBbThatIsNoProgramIsNotRunByTheShellThatSetsTheLimit() throws IOException {
        Path ran = folder.resolve("ran");
        Path text = Files.writeString(folder.resolve("bb"), "echo > '" + ran + "'\necho 4.1.2\n");
        assertThat(text.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> given(text, Map.of(Option.BB_MEMORY, "3GiB")))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(BbException.Code.CANNOT_RUN))
                .hasMessageContaining("it is no program for");
        assertThat(ran).doesNotExist();
    }

    @Test
    void aLoaderIsFoundInThePathOfTheServer() throws IOException {
        StandIn.script(folder.resolve("programs/loader"), "echo loaded >&2", "exec \"$@\"");
        Path bb = StandIn.script(folder.resolve("bb"), "echo 4.1.2");

        BbBinary loaded = given(bb, Map.of(Option.BB_MEMORY, "3GiB", Option.BB_LOADER, "loader"));

        assertThat(lookedAt).extracting(BbBinary::path).containsExactly(loaded.path());
        ShortCommand.Result result = ShortCommand.run(loaded.command("--version"), Map.of(), LONG);
        assertThat(result.output()).isEqualTo("4.1.2\n");
        assertThat(result.errors()).isEqualTo("loaded\n");
    }

    @Test
    void aLowerLimitThatIsInPlaceStays() throws IOException {
        List<String> limited = new ArrayList<>(ServedProvers.limiter(2L << 30));
        limited.addAll(List.of("/bin/sh", "-c", "ulimit -Sd; ulimit -Hd"));
        assertThat(said(limited)).isEqualTo("2097152\n2097152\n");

        limited.addAll(0, List.of("/bin/sh", "-c", "ulimit -Sd 1048576; exec \"$@\"", "sh"));
        assertThat(said(limited)).startsWith("1048576\n");
    }
}
