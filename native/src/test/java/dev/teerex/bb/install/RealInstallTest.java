package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.Machine;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.download.DownloadException;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import dev.teerex.npm.NpmConfiguration;
import dev.teerex.npm.NpmRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One download of 52 MB from the registry that this machine uses. */
class RealInstallTest {
    private static final BbVersion VERSION = BbVersion.of("5.0.0");

    @TempDir
    Path folder;

    private final Machine machine = Machine.current();
    private final NpmConfiguration npm = new NpmConfiguration(machine, Path.of(""), null, Map.of());

    private BbBinary install(boolean offline) {
        try (Downloader downloader = new Downloader(HttpSettings.fromEnvironment(machine, offline))) {
            return new BbInstaller(machine, Ticker.system(), folder, downloader, npm, BbInstallListener.NONE)
                    .install(VERSION, false, List.of());
        }
    }

    @Test
    void theLockedVersionIsInstalledAndRunsAndIsThenThereOffline() {
        assumeTrue(machine.isLinux(), "skipped: bb is run on Linux only");
        assumeReachable();

        BbBinary installed = downloaded();

        assertThat(installed.origin()).isEqualTo(BbOrigin.LOCKED);
        assertThat(installed.sha256())
                .isEqualTo(BbLock.shipped()
                        .pin(VERSION)
                        .flatMap(pin -> pin.sha256For(BbPlatform.of(machine)))
                        .orElseThrow());
        assertThat(install(true)).isEqualTo(installed);
    }

    private BbBinary downloaded() {
        try {
            return install(false);
        } catch (DownloadException e) {
            return abort("skipped: the npm registry does not deliver: " + e.getMessage());
        }
    }

    private void assumeReachable() {
        Optional<NpmRegistry> registry = npm.registry("@aztec");
        assumeTrue(registry.isPresent(), "skipped: this machine names no npm registry");
        try (Downloader downloader = new Downloader(HttpSettings.fromEnvironment(machine, false))) {
            registry.orElseThrow().tarball(downloader, "@aztec/bb.js", VERSION.text());
        } catch (DownloadException e) {
            abort("skipped: the npm registry does not deliver: " + e.getMessage());
        }
    }
}
