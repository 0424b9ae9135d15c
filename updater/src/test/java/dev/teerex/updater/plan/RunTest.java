package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.plan.UpdateReport.Result;
import dev.teerex.updater.rig.Scene;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: real registry, real git server, GitHub held against its own descriptions. */
class RunTest {
    private Scene scene;

    @BeforeEach
    void set(@TempDir Path folder) {
        scene = new Scene(folder);
    }

    @AfterEach
    void strike() {
        scene.close();
    }

    @Test
    void anUpdateIsPushedProposedLabelledAndSetToMerge() {
        UpdateReport report = scene.run();

        assertThat(report.channels().get(0).failure()).isEmpty();
        assertThat(report.result()).isEqualTo(Result.CHANGES);
        assertThat(scene.repository.read(Scene.BRANCH, "package.json")).isEqualTo(scene.packageJson(Scene.NEW));
        assertThat(scene.repository.read("main", "package.json")).isEqualTo(scene.packageJson(Scene.OLD));
        assertThat(scene.pullRequest().labels).containsExactly("test-infra");
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }
}
