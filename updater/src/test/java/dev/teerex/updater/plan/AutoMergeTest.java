package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.updater.rig.BareRepository;
import dev.teerex.updater.rig.Fault;
import dev.teerex.updater.rig.Scene;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The auto-merge algorithm, case by case. */
class AutoMergeTest extends SceneTest {
    /** Runs, and lets something happen between the updater's last look and that step. */
    private void justBefore(Class<? extends Step> kind, Runnable event) {
        scene.run(new Options(false, false), new StepListener() {
            @Override
            public void before(String channel, Step step) {
                if (kind.isInstance(step)) {
                    event.run();
                }
            }

            @Override
            public void after(String channel, Step step) {
                // Only the time before matters.
            }
        });
    }

    @Test
    void labelsAreSeenOnThePullRequestBeforeItMayMerge() {
        scene.run();

        List<String> requests = scene.github.requests();
        int labelled = requests.indexOf("POST /api/repos/o/r/issues/1/labels");
        int seen = requests.subList(labelled, requests.size()).indexOf("GET /api/repos/o/r/issues/1/labels");
        int asked = requests.subList(labelled, requests.size()).indexOf("POST /api/graphql");
        assertThat(labelled).isPositive();
        assertThat(seen).isPositive().isLessThan(asked);
    }

    @Test
    void aLabelThatCannotBeSetKeepsItFromMerging() {
        scene.github.fail(Fault.answer("POST .*/labels", 422, Map.of(), 100));

        UpdateReport report = scene.run();

        assertThat(only(report).failure().orElseThrow().reason().code()).isEqualTo("TRX-U-017");
        assertThat(report.result().exitCode()).isEqualTo(1);
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void anUnknownStateIsWaitedFor() {
        scene.github.state.unknownAfterPush = 3;

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isTrue();
        assertThat(scene.waits).isNotEmpty();
    }

    @Test
    void aStateThatStaysUnknownIsReportedAndTheNextRunGoesOn() {
        scene.github.state.unknownAfterPush = 5;

        assertBlocked(scene.run(), Block.MERGE_STATE_UNKNOWN);
        assertThat(scene.pullRequest().autoMerge).isFalse();

        scene.run();
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aBaseWithoutRequiredChecksIsRefused() {
        scene.github.state.requiredChecks.clear();

        UpdateReport report = scene.run();

        assertBlocked(report, Block.NO_REQUIRED_CHECKS);
        assertThat(scene.pullRequest().open).isTrue();
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void checksThatARulesetRequiresCountAsWell() {
        scene.github.state.byRuleset = true;

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aRulesetWithoutAnyCheckRequiresNone() {
        scene.github.state.byRuleset = true;
        scene.github.state.requiredChecks.clear();

        assertBlocked(scene.run(), Block.NO_REQUIRED_CHECKS);
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aBaseWithoutRequiredChecksMergesAtOnceWhenThatIsConfigured() {
        scene.github.state.requiredChecks.clear();
        scene.channel("auto-merge: even-without-checks");

        UpdateReport report = scene.run();

        assertThat(taken(report)).containsExactly("PushBranch", "OpenPullRequest", "Merge");
        assertThat(scene.pullRequest().merged).isTrue();
        assertThat(scene.repository.read("main", "package.json")).isEqualTo(scene.packageJson(Scene.NEW));
        assertThat(plan(report).verdict()).isInstanceOf(Verdict.UpToDate.class);
    }

    @Test
    void autoMergeThatAHumanTurnedOnDoesNotMergeTheNextVersionUnseen() {
        scene.channel("auto-merge: never");
        scene.run();
        scene.pullRequest().autoMerge = true;
        scene.publish("4.3.0");

        assertThat(taken(scene.run())).startsWith("DisableAutoMerge", "PushBranch");
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void whatWasTurnedOffForAPushThatNeverCameIsTurnedOnAgain() {
        scene.run();
        scene.publish("4.3.0");
        assertThatThrownBy(() -> scene.run(new Options(false, false), Boundary.before("PushBranch")))
                .isInstanceOf(Boundary.Halted.class);
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.NEW, "latest"));

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aChannelThatNoLongerMergesItselfTurnsTheUpdatersAutoMergeOff() {
        scene.run();
        scene.channel("auto-merge: never");

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aChannelThatNoLongerMergesItselfTurnsItOffWhileTheNextVersionIsIncomplete() {
        scene.run();
        scene.channel("auto-merge: never");
        scene.npm.publish(scene.packages.get(0), "4.3.0", "latest");

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void autoMergeThatAHumanTurnedOnStaysOnWhereTheChannelNeverDoesIt() {
        scene.channel("auto-merge: never");
        scene.run();
        scene.pullRequest().autoMerge = true;

        assertThat(taken(scene.run())).isEmpty();
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aBaseThatNoLongerRequiresChecksTurnsAutoMergeOff() {
        scene.run();
        scene.github.state.requiredChecks.clear();

        assertBlocked(scene.run(), Block.NO_REQUIRED_CHECKS);
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void aVersionThatWasTakenBackDoesNotInheritTheAutoMergeOfTheNext() {
        scene.run();
        scene.github.state.passChecks(scene.pullRequest());
        scene.repository.commit(
                "main", BareRepository.HUMAN, "revert", Map.of("package.json", scene.packageJson(Scene.OLD)));
        scene.publish("4.3.0");
        scene.run();
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.NEW, "latest"));

        scene.run(new Options(true, false));

        assertThat(scene.github.state.pullRequest(2).orElseThrow().title).endsWith(Scene.NEW);
        assertThat(scene.github.state.pullRequest(2).orElseThrow().autoMerge).isFalse();
    }

    @Test
    void whatCouldMergeAtOnceIsMergedAtOnce() {
        scene.channel("auto-merge: never");
        scene.run();
        scene.github.state.passChecks(scene.pullRequest());
        scene.channel("auto-merge: when-checks-pass");

        assertThat(taken(scene.run())).containsExactly("Merge");
        assertThat(scene.pullRequest().merged).isTrue();
    }

    @Test
    void hooksThatThePushHasYetToPassDoNotKeepItFromMerging() {
        scene.github.state.requiredChecks.clear();
        scene.github.state.hooks = true;
        scene.channel("auto-merge: even-without-checks");

        assertThat(taken(scene.run())).containsExactly("PushBranch", "OpenPullRequest", "Merge");
        assertThat(scene.pullRequest().merged).isTrue();
    }

    @Test
    void aListThatStillShowsTheMergedOneAsOpenCausesNoComment() {
        scene.github.state.requiredChecks.clear();
        scene.channel("auto-merge: even-without-checks");
        justBefore(Step.Merge.class, () -> scene.github.fail(Fault.of(Fault.Kind.STALE, "GET /pulls", 20)));

        assertThat(scene.pullRequest().merged).isTrue();
        assertThat(scene.pullRequest().comments).isEmpty();
    }

    @Test
    void aStateThatTurnsCleanBetweenLookAndCallIsLookedAtAgain() {
        justBefore(Step.EnableAutoMerge.class, () -> scene.github.state.passChecks(scene.pullRequest()));

        assertThat(scene.pullRequest().merged).isTrue();
    }

    @Test
    void anOptionalCheckThatFailsDoesNotKeepAutoMergeOff() {
        scene.github.state.optionalCheckFails = true;
        scene.github.state.requiredChecks.clear();
        scene.channel("auto-merge: even-without-checks");

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aRefusalWhileAnOptionalCheckFailsIsLeftToTheNextRun() {
        scene.github.state.optionalCheckFails = true;
        scene.github.state.refusesUnstable = true;
        scene.github.state.requiredChecks.clear();
        scene.channel("auto-merge: even-without-checks");

        assertThat(plan(scene.run()).notes())
                .anyMatch(note -> note.contains("the next run tries again")
                        && note.contains("Pull request is in unstable status"));

        scene.github.state.optionalCheckFails = false;
        scene.run();
        assertThat(scene.pullRequest().merged).isTrue();
    }

    @Test
    void aRepositoryThatDoesNotAllowAutoMergeIsNamed() {
        scene.github.state.allowAutoMerge = false;

        assertBlocked(scene.run(), Block.AUTO_MERGE_NOT_ALLOWED);
        assertThat(scene.pullRequest().open).isTrue();
    }

    @Test
    void aBranchThatMovesBeforeTheMergeIsNotMerged() {
        scene.github.state.requiredChecks.clear();
        scene.channel("auto-merge: even-without-checks");
        justBefore(
                Step.Merge.class,
                () -> scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "late", Map.of("README", "late")));

        assertThat(scene.pullRequest().merged).isFalse();
        assertThat(scene.repository.read("main", "README")).isEqualTo("x");
    }

    @Test
    void autoMergeThatIsOnIsConfirmedByAnotherLook() {
        UpdateReport report = scene.run();

        assertThat(plan(report).notes()).containsExactly("auto-merge is on");
    }
}
