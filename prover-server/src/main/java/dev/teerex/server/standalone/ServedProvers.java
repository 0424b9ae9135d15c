package dev.teerex.server.standalone;

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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gets the binaries that are served: the one that the operator names, or those that are fetched and checked. */
final class ServedProvers {
    private ServedProvers() {}

    static Provers of(ProvingConfig config, Machine machine, Downloader downloader, Ticker ticker) {
        BbInstaller installer = new BbInstaller(
                machine,
                ticker,
                config.cacheDirectory(),
                downloader,
                new NpmConfiguration(machine, Path.of(""), null, Map.of()),
                BbInstallListener.NONE);
        @Nullable Path given = config.bb();
        if (given != null) {
            @Nullable
            BbVersion expected =
                    config.versions().isEmpty() ? null : config.versions().get(0);
            return new Provers(List.of(installer.given(given, expected, config.bbLoader())));
        }
        List<BbVersion> versions =
                config.versions().isEmpty() ? List.of(LocalProverSettings.DEFAULT_VERSION) : config.versions();
        List<BbBinary> binaries = versions.stream()
                .distinct()
                .map(version -> installer.install(version, config.allowUnlocked(), config.bbLoader()))
                .toList();
        return new Provers(binaries);
    }
}
