package dev.teerex.updater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.updater.cli.ReportJson;
import dev.teerex.updater.cli.ReportText;
import dev.teerex.updater.config.PackageSet;
import dev.teerex.updater.http.RetryPolicy;
import dev.teerex.updater.plan.Options;
import dev.teerex.updater.plan.Surroundings;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.UpdateReport.Result;
import dev.teerex.updater.plan.UpdateRequest;
import dev.teerex.updater.plan.Updater;
import dev.teerex.updater.rig.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read-only, opt-in (profile "live"): what the registry that npm is configured for really says of the default set. */
class LiveRegistryTest {
    @TempDir
    Path folder;

    @Test
    void theDefaultSetIsReportedAsItIs() throws IOException {
        assumeTrue(Boolean.getBoolean("tee-rex.test.live"), "skipped: the live registry is looked at with -Plive only");
        String dependencies = PackageSet.AZTEC.stream()
                .sorted()
                .map(name -> "\"" + name + "\": \"4.1.2\"")
                .collect(Collectors.joining(",\n"));
        Files.writeString(folder.resolve("package.json"), "{\"dependencies\": {\n" + dependencies + "\n}}\n");
        Path config = Files.writeString(
                folder.resolve("tee-rex-updater.yml"),
                "channels:\n  stable: {tag: latest, base: main}\n  nightly: {tag: nightly, base: main, cool-down: 0h}\n");
        Surroundings surroundings = new Surroundings(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                folder,
                false,
                Clock.systemUTC(),
                Sleeper.system(),
                RetryPolicy.DEFAULT);
        UpdateRequest request = new UpdateRequest(
                folder,
                config,
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(folder.resolve("cache")),
                new Options(false, false));

        UpdateReport report = new Updater(surroundings, Scene.NO_LISTENER).check(request);

        Files.writeString(Path.of("target/live-report.txt"), ReportText.of(report));
        Files.writeString(Path.of("target/live-report.json"), ReportJson.of(report));
        assertThat(report.result()).isNotEqualTo(Result.FAILURE);
        assertThat(report.channels())
                .allSatisfy(channel ->
                        assertThat(channel.plan().orElseThrow().packages()).hasSize(PackageSet.AZTEC.size()));
    }
}
