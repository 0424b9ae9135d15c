package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.download.DownloadException;
import dev.teerex.updater.http.RetryPolicy;
import dev.teerex.updater.plan.Options;
import dev.teerex.updater.plan.Surroundings;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.UpdateRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the update goals do before the updater's own part, which has its own tests. */
class UpdateStepTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void offlineNothingIsEvenLookedFor(UpdateReport.Kind kind) {
        // There is no configuration: had it begun, it would fail of that.
        UpdateRequest request = new UpdateRequest(
                folder,
                folder.resolve("tee-rex-updater.yml"),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Options(false, false));
        Surroundings surroundings =
                new Surroundings(Map.of(), folder, folder, false, Clock.systemUTC(), time -> {}, RetryPolicy.DEFAULT);
        RecordingLog log = new RecordingLog();
        UpdateStep step = new UpdateStep(kind, request, surroundings, true, folder.resolve("out"), log);

        assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(
                        DownloadException.class, e -> assertThat(e.reason()).isEqualTo(DownloadException.Code.OFFLINE))
                .hasMessageContaining("-o");
        assertThat(folder).isEmptyDirectory();
    }
}
