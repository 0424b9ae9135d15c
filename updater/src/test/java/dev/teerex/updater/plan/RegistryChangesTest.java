package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.rig.BareRepository;
import dev.teerex.updater.rig.Fault;
import dev.teerex.updater.rig.RegistryProxy;
import dev.teerex.updater.rig.Scene;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the registry says, and what becomes of it on GitHub. */
class RegistryChangesTest extends SceneTest {
    @Test
    void aWaitChangesNothingOnGitHub() {
        scene.npm.publish(scene.packages.get(0), "4.3.0", "latest");

        assertThat(taken(scene.run())).isEmpty();
        assertThat(scene.repository.tip(Scene.BRANCH)).isEmpty();
    }

    @Test
    void aNextReleaseWithoutIntegrityTurnsTheAutoMergeOfTheLastOneOff() {
        scene.run();
        scene.publish("4.3.0");
        scene.npm.integrity(scene.packages.get(0), "4.3.0", null);

        UpdateReport report = scene.run();

        assertBlocked(report, Block.NO_INTEGRITY);
        assertThat(taken(report)).containsExactly("DescribePullRequest", "DisableAutoMerge", "DescribePullRequest");
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void whatTheUpdaterTurnedOffItTurnsOnAgainWhenTheDangerIsOver() {
        scene.run();
        scene.publish("4.3.0");
        scene.npm.integrity(scene.packages.get(0), "4.3.0", null);
        scene.run();
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.NEW, "latest"));

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void whatAHumanTurnedOffStaysOffWhenADangerIsOver() {
        scene.run();
        scene.pullRequest().autoMerge = false;
        scene.publish("4.3.0");
        scene.npm.integrity(scene.packages.get(0), "4.3.0", null);
        scene.run();
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.NEW, "latest"));

        assertThat(taken(scene.run())).isEmpty();
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aWithdrawnVersionWithAHumansCommitStaysOpenAndDoesNotMergeItself() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.run();
        scene.pullRequest().autoMerge = true;
        scene.npm.deprecate(scene.packages.get(0), Scene.NEW, "broken");

        UpdateReport report = scene.run();

        assertBlocked(report, Block.DEPRECATED);
        assertThat(taken(report)).containsExactly("DisableAutoMerge", "Comment");
        assertThat(scene.pullRequest().open).isTrue();
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aWithdrawnVersionWithAHumansCommitDoesNotMergeItselfWhenTheNextOneIsThere() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.run();
        scene.pullRequest().autoMerge = true;
        scene.npm.deprecate(scene.packages.get(0), Scene.NEW, "broken");
        scene.publish("4.3.0");

        UpdateReport report = scene.run();

        assertBlocked(report, Block.EDITED_BY_HUMAN);
        assertThat(taken(report)).containsExactly("DisableAutoMerge", "Comment");
        assertThat(scene.pullRequest().comments.get(1)).contains("must not be merged");
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aWithdrawnVersionDoesNotMergeItselfAlthoughThatCannotBeSaid() {
        scene.run();
        scene.npm.deprecate(scene.packages.get(0), Scene.NEW, "broken");
        scene.github.fail(Fault.answer("POST .*/comments$", 403, Map.of("Retry-After", "3600"), 1));

        assertThat(only(scene.run()).failure()).isPresent();
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aTagThatMovesBackToAVersionThatIsTooYoungTurnsAutoMergeOff() {
        scene.publish("4.3.0");
        scene.run();
        scene.publish("4.2.5");
        scene.npm.published(scene.packages.get(0), "4.2.5", Scene.NOW);

        UpdateReport report = scene.run();

        assertBlocked(report, Block.TOO_YOUNG);
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void whatATagLeftBehindDoesNotMergeItselfWhereTheTagMayBeFollowedBack() {
        scene.publish("4.3.0");
        scene.run();
        scene.publish("4.2.5");
        scene.npm.published(scene.packages.get(0), "4.2.5", Scene.NOW);

        UpdateReport report = scene.run(new Options(true, false));

        assertBlocked(report, Block.TOO_YOUNG);
        assertThat(plan(report).notes()).singleElement().asString().contains("4.2.5", "4.3.0");
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aTagThatMovesBackTurnsAutoMergeOffAlthoughAHumanCommitted() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.run();
        scene.pullRequest().autoMerge = true;
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.OLD, "latest"));

        UpdateReport report = scene.run();

        assertBlocked(report, Block.DOWNGRADE);
        assertThat(taken(report)).containsExactly("DisableAutoMerge");
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aTagThatMovedBackIsFollowedWhenThatIsAllowed() {
        scene.publish("4.1.9");
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.NEW, "latest"));
        scene.run();
        scene.packages.forEach(name -> scene.npm.tag(name, "4.1.9", "latest"));

        scene.run(new Options(true, false));

        assertThat(scene.pullRequest().title).endsWith("4.1.9");
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void anIntegrityThatChangedBetweenRunsStopsEverything() {
        scene.run();
        scene.npm.integrity(scene.packages.get(0), Scene.NEW, "sha512-" + "A".repeat(86) + "==");

        UpdateReport report = scene.run();

        assertBlocked(report, Block.INTEGRITY_CHANGED);
        assertThat(taken(report)).contains("DisableAutoMerge");
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void anIntegrityThatChangedWhileTheTagIsAtAnotherVersionTurnsAutoMergeOff() {
        scene.run();
        scene.npm.publish(scene.packages.get(0), "4.3.0", "latest");
        scene.npm.integrity(scene.packages.get(0), Scene.NEW, "sha512-" + "A".repeat(86) + "==");

        UpdateReport report = scene.run();

        assertThat(plan(report).verdict()).isInstanceOf(Verdict.Waiting.class);
        assertThat(plan(report).notes())
                .singleElement()
                .asString()
                .contains("another integrity", scene.packages.get(0));
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void anIntegrityThatChangedTurnsAutoMergeOffAlthoughAHumanCommitted() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.run();
        scene.pullRequest().autoMerge = true;
        scene.npm.publish(scene.packages.get(0), "4.3.0", "latest");
        scene.npm.integrity(scene.packages.get(0), Scene.NEW, "sha512-" + "A".repeat(86) + "==");

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aSignatureThatDoesNotHoldAnyMoreTurnsAutoMergeOffWhereverTheTagIs() throws GeneralSecurityException {
        scene.run();
        scene.npm.publish(scene.packages.get(0), "4.3.0", "latest");
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        String keys = "{\"keys\":[{\"keyid\":\"k\",\"key\":\"" + key + "\",\"expires\":null}]}";
        scene.npm.sign(scene.packages.get(0), Scene.NEW, "another", pair.getPrivate());
        try (RegistryProxy proxy = new RegistryProxy(scene.npm.url())) {
            scene.environment.put("npm_config_registry", proxy.url());
            proxy.instead = path ->
                    path.equals("/-/npm/v1/keys") ? Optional.of(new RegistryProxy.Other(200, keys)) : Optional.empty();

            UpdateReport report = scene.run();

            assertThat(plan(report).verdict()).isInstanceOf(Verdict.Waiting.class);
            assertThat(scene.pullRequest().autoMerge).isFalse();
        }
    }

    @Test
    void anIntegrityThatChangedAfterTheMergeIsStillNoticed() {
        scene.run();
        scene.github.state.passChecks(scene.pullRequest());
        scene.npm.integrity(scene.packages.get(0), Scene.NEW, "sha512-" + "A".repeat(86) + "==");

        assertBlocked(scene.run(), Block.INTEGRITY_CHANGED);
    }
}
