package dev.teerex.server.standalone;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.install.BbInstallListener;
import dev.teerex.bb.install.BbInstaller;
import dev.teerex.download.Downloader;
import dev.teerex.npm.NpmConfiguration;
import dev.teerex.sdk.LocalProverSettings;
import dev.teerex.server.config.ProvingConfig;
import dev.teerex.server.jobs.Provers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gets the binaries that are served: the one that the operator names, or those that are fetched and checked. */
final class ServedProvers {
    private static final Path SHELL = Path.of("/bin/sh");

    private ServedProvers() {}

    /**
     * Gets them.
     *
     * @param lookedAt is given each as soon as its digest is known: the next may take minutes to fetch
     */
    static Provers of(
            ProvingConfig config, Machine machine, Downloader downloader, Ticker ticker, Consumer<BbBinary> lookedAt) {
        BbInstaller installer = new BbInstaller(
                machine,
                ticker,
                config.cacheDirectory(),
                downloader,
                new NpmConfiguration(machine, Path.of(""), null, Map.of()),
                BbInstallListener.NONE);
        List<String> loader = loader(config, machine);
        // The limit goes before a bb that was looked at and run as it is: whatever a shell is given to start, it runs
        // as a script where the system refuses it.
        List<String> limiter = limiter(config.bbMemory());
        return new Provers(binaries(config, installer, loader)
                .peek(lookedAt)
                .map(bb -> limited(bb, limiter))
                .toList());
    }

    private static Stream<BbBinary> binaries(ProvingConfig config, BbInstaller installer, List<String> loader) {
        @Nullable Path given = config.bb();
        if (given != null) {
            @Nullable
            BbVersion expected =
                    config.versions().isEmpty() ? null : config.versions().get(0);
            return Stream.of(installer.given(given, expected, loader));
        }
        List<BbVersion> versions =
                config.versions().isEmpty() ? List.of(LocalProverSettings.DEFAULT_VERSION) : config.versions();
        return versions.stream().distinct().map(version -> installer.install(version, config.allowUnlocked(), loader));
    }

    /** Returns the operator's loader. Its name is looked up here: bb's environment has no {@code PATH}, for the shell to search. */
    private static List<String> loader(ProvingConfig config, Machine machine) {
        List<String> loader = new ArrayList<>(config.bbLoader());
        if (!loader.isEmpty() && !loader.get(0).contains("/")) {
            machine.program(loader.get(0)).ifPresent(program -> loader.set(0, program.toString()));
        }
        return loader;
    }

    private static BbBinary limited(BbBinary bb, List<String> limiter) {
        List<String> loader =
                Stream.concat(limiter.stream(), bb.loader().stream()).toList();
        return new BbBinary(bb.path(), bb.version(), bb.sha256(), bb.origin(), loader);
    }

    /**
     * Returns a command that limits the memory of the one behind it. The shell sets the limit, which stays over {@code exec}
     * (setrlimit(2)): before its size is known a circuit is built, and one of three kilobytes was measured to take eight
     * gigabytes for that. Where a lower limit is in place already, that stays.
     *
     * @param bytes how much it may allocate; 0 for no limit
     * @return the command; empty for no limit
     */
    static List<String> limiter(long bytes) {
        if (bytes == 0) {
            return List.of();
        }
        if (!Files.isExecutable(SHELL)) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "a limit for bb's memory is set by " + SHELL + ", which is not here; give --bb-memory 0 for none");
        }
        long limit = bytes / 1024;
        // ulimit raises a soft limit as readily as it lowers it.
        String script = "now=$(ulimit -Sd); [ \"$now\" != unlimited ] && [ \"$now\" -le " + limit + " ] || ulimit -d "
                + limit + " 2>/dev/null; exec \"$@\"";
        return List.of(SHELL.toString(), "-c", script, "sh");
    }
}
