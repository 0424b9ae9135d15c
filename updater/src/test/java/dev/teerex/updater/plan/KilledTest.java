package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.rig.BareRepository;
import dev.teerex.updater.rig.GitHubState.Pr;
import dev.teerex.updater.rig.Scene;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that dies at any boundary between steps, and another run: the state is the one of a run that never died. */
class KilledTest {
    private static final int MOST_BOUNDARIES = 40;
    private static final Options NONE = new Options(false, false);

    @TempDir
    Path folder;

    private interface Story {
        /** What happened before the run that dies. */
        void before(Scene scene);
    }

    /** Everything that people can see in the end. */
    private static List<Object> visible(Scene scene) {
        return scene.github.state.pullRequests().stream()
                .map(pr -> (Object) List.of(
                        pr.number,
                        pr.open,
                        pr.merged,
                        pr.autoMerge,
                        pr.labels,
                        pr.title,
                        comments(pr),
                        body(scene, pr),
                        pr.base))
                .toList();
    }

    /** The updater's words with the names of this scene's packages, commits and digests taken out. */
    private static String body(Scene scene, Pr pr) {
        String prefix = scene.packages.get(0).replace("aztec.js", "");
        return pr.body
                .replace(prefix, "@")
                .replaceAll("[0-9a-f]{40}", "<commit>")
                .replaceAll("sha512-[^`]+", "<digest>");
    }

    private static List<String> comments(Pr pr) {
        return pr.comments.stream()
                .map(c -> c.replaceAll("t[0-9]+x[0-9]+", "t").replaceAll("[0-9a-f]{40}", "<commit>"))
                .toList();
    }

    private void assertSameEnd(Story story) {
        List<Object> whole;
        String files;
        try (Scene scene = new Scene(folder.resolve("whole"))) {
            story.before(scene);
            scene.run();
            whole = visible(scene);
            files = files(scene);
        }
        boolean halted = true;
        for (int n = 0; halted; n++) {
            assertThat(n).as("boundaries").isLessThan(MOST_BOUNDARIES);
            try (Scene scene = new Scene(folder.resolve("at" + n))) {
                story.before(scene);
                halted = halts(scene, n);
                UpdateReport rest = scene.run();
                assertThat(rest.channels().get(0).failure())
                        .as("after boundary " + n)
                        .isEmpty();
                assertThat(visible(scene)).as("after boundary " + n).isEqualTo(whole);
                assertThat(files(scene)).isEqualTo(files);
            }
        }
    }

    private static String files(Scene scene) {
        return scene.repository.read(Scene.BRANCH, "package.json").replaceAll("t[0-9]+x[0-9]+", "t");
    }

    private static boolean halts(Scene scene, int boundary) {
        try {
            scene.run(NONE, Boundary.at(boundary));
            return false;
        } catch (Boundary.Halted e) {
            return true;
        }
    }

    @Test
    void aFirstProposal() {
        assertSameEnd(scene -> {});
    }

    @Test
    void theNextVersionOnAnOpenPullRequest() {
        assertSameEnd(scene -> {
            scene.run();
            scene.publish("4.3.0");
        });
    }

    @Test
    void aRebuildAfterAConflict() {
        assertSameEnd(scene -> {
            scene.run();
            scene.repository.commit(
                    "main", BareRepository.HUMAN, "bump", Map.of("package.json", scene.packageJson("4.1.3")));
        });
    }

    @Test
    void aBranchThatIsHandedBack() {
        assertSameEnd(scene -> {
            scene.run();
            scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
            scene.pullRequest().labels.add("tee-rex-updater: take over");
        });
    }

    @Test
    void aBranchThatAHumanEdited() {
        assertSameEnd(scene -> {
            scene.run();
            scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        });
    }

    @Test
    void aWithdrawal() {
        assertSameEnd(scene -> {
            scene.run();
            scene.npm.deprecate(scene.packages.get(0), Scene.NEW, "broken");
        });
    }

    @Test
    void aMergeWithoutChecks() {
        assertSameEnd(scene -> {
            scene.github.state.requiredChecks.clear();
            scene.channel("auto-merge: even-without-checks, labels: [a]");
        });
    }
}
