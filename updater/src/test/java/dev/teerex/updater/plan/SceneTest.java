package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.plan.UpdateReport.ChannelReport;
import dev.teerex.updater.rig.Scene;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a scene of its own. */
abstract class SceneTest {
    @TempDir
    Path folder;

    Scene scene;

    @BeforeEach
    void set() {
        scene = new Scene(folder);
    }

    @AfterEach
    void strike() {
        scene.close();
    }

    static ChannelReport only(UpdateReport report) {
        assertThat(report.channels()).hasSize(1);
        return report.channels().get(0);
    }

    static Plan plan(UpdateReport report) {
        assertThat(only(report).failure().map(Throwable::getMessage)).isEmpty();
        return only(report).plan().orElseThrow();
    }

    static void assertBlocked(UpdateReport report, Block reason) {
        assertThat(plan(report).verdict()).isInstanceOfSatisfying(Verdict.Blocked.class, b -> assertThat(b.reason())
                .isEqualTo(reason));
        assertThat(report.result().exitCode()).isEqualTo(3);
    }

    /** The kinds of the steps that were taken. */
    static List<String> taken(UpdateReport report) {
        return only(report).taken().stream()
                .map(s -> s.getClass().getSimpleName())
                .toList();
    }

    static List<String> planned(UpdateReport report) {
        return plan(report).steps().stream()
                .map(s -> s.getClass().getSimpleName())
                .toList();
    }
}
