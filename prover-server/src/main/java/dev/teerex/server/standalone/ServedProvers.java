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
import org.jspecify.annotations.Nullable;

/** Gets the binaries that are served: the one that the operator names, or those that are fetched and checked. */
final class ServedProvers {
    private static final Path SHELL = Path.of("/bin/sh");

    private ServedProvers() {}

    static Provers of(ProvingConfig config, Machine machine, Downloader downloader, Ticker ticker) {
        BbInstaller installer = new BbInstaller(
                machine,
                ticker,
                config.cacheDirectory(),
                downloader,
                new NpmConfiguration(machine, Path.of(""), null, Map.of()),
                BbInstallListener.NONE);
        List<String> loader = loader(config);
        @Nullable Path given = config.bb();
        if (given != null) {
            @Nullable
            BbVersion expected =
                    config.versions().isEmpty() ? null : config.versions().get(0);
            return new Provers(List.of(installer.given(given, expected, loader)));
        }
        List<BbVersion> versions =
                config.versions().isEmpty() ? List.of(LocalProverSettings.DEFAULT_VERSION) : config.versions();
        List<BbBinary> binaries = versions.stream()
                .distinct()
                .map(version -> installer.install(version, config.allowUnlocked(), loader))
                .toList();
        return new Provers(binaries);
    }

    /**
     * Returns what is put before bb. The shell sets the limit, which stays over {@code exec} (setrlimit(2)): before its size is
     * known a circuit is built, and one of three kilobytes was measured to take eight gigabytes for that. Where a lower limit is
     * in place already, that stays.
     */
    private static List<String> loader(ProvingConfig config) {
        if (config.bbMemory() == 0) {
            return config.bbLoader();
        }
        if (!Files.isExecutable(SHELL)) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "a limit for bb's memory is set by " + SHELL + ", which is not here; give --bb-memory 0 for none");
        }
        List<String> loader = new ArrayList<>(List.of(
                SHELL.toString(), "-c", "ulimit -d " + config.bbMemory() / 1024 + " 2>/dev/null; exec \"$@\"", "sh"));
        loader.addAll(config.bbLoader());
        return loader;
    }
}
