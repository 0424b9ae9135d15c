package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.rig.BareRepository;
import dev.teerex.updater.rig.Fault;
import dev.teerex.updater.rig.GitHubState;
import dev.teerex.updater.rig.Scene;
import java.util.Map;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.Test;

/** What people do to the branch and the pull request is theirs. */
class HumansTest extends SceneTest {
    private static final String TAKE_OVER = "tee-rex-updater: take over";

    @Test
    void aHumansCommitStopsTheUpdaterWhichSaysSoOnce() {
        scene.run();
        String theirs = scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.publish("4.3.0");

        UpdateReport report = scene.run();
        UpdateReport again = scene.run();

        assertBlocked(report, Block.EDITED_BY_HUMAN);
        assertBlocked(again, Block.EDITED_BY_HUMAN);
        assertThat(taken(report))
                .containsExactly("DescribePullRequest", "DisableAutoMerge", "DescribePullRequest", "Comment");
        assertThat(taken(again)).isEmpty();
        assertThat(scene.repository.tip(Scene.BRANCH)).contains(theirs);
        assertThat(scene.pullRequest().comments).singleElement().asString().contains(TAKE_OVER);
    }

    @Test
    void moreCommitsByAHumanCauseNoMoreComments() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "more", Map.of("README", "more"));

        assertThat(taken(scene.run())).isEmpty();
        assertThat(scene.pullRequest().comments).hasSize(1);
    }

    @Test
    void anAmendByAHumanIsAHumansCommit() {
        scene.run();
        String theirs = scene.repository.amend(Scene.BRANCH, BareRepository.HUMAN);

        assertBlocked(scene.run(), Block.EDITED_BY_HUMAN);
        assertThat(scene.repository.tip(Scene.BRANCH)).contains(theirs);
    }

    @Test
    void theUpdatersNameUnderOtherContentIsNotTheUpdater() {
        scene.run();
        PersonIdent updater = new PersonIdent("tee-rex-updater", "tee-rex-updater@users.noreply.github.com");
        scene.repository.commit(Scene.BRANCH, updater, "chore(deps): update", Map.of("README", "mine"));

        assertBlocked(scene.run(), Block.EDITED_BY_HUMAN);
    }

    @Test
    void aBranchThatSomeoneSetBackToAnOlderCommitOfTheUpdaterIsTheirs() {
        scene.run();
        scene.repository.branch(Scene.BRANCH, "kept");
        scene.publish("4.3.0");
        scene.run();
        scene.repository.branch("kept", Scene.BRANCH);

        assertBlocked(scene.run(), Block.EDITED_BY_HUMAN);
        assertThat(scene.repository.tip(Scene.BRANCH)).isEqualTo(scene.repository.tip("kept"));
    }

    @Test
    void theLabelHandsTheBranchBackAndIsTakenAway() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.pullRequest().labels.add(TAKE_OVER);

        UpdateReport report = scene.run();

        assertThat(taken(report))
                .containsSubsequence("DisableAutoMerge", "PushBranch", "RemoveLabel", "DescribePullRequest");
        assertThat(scene.repository.read(Scene.BRANCH, "README")).isEqualTo("x");
        assertThat(scene.pullRequest().labels).containsExactly("test-infra");
        assertThat(taken(scene.run())).isEmpty();
    }

    @Test
    void aLabelThatAHumanTookAwayJustBeforeIsAway() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.pullRequest().labels.add(TAKE_OVER);

        UpdateReport report = scene.run(new Options(false, false), new StepListener() {
            @Override
            public void before(String channel, Step step) {
                if (step instanceof Step.RemoveLabel) {
                    scene.pullRequest().labels.remove(TAKE_OVER);
                }
            }

            @Override
            public void after(String channel, Step step) {
                // Only the time before matters.
            }
        });

        assertThat(only(report).failure()).isEmpty();
        assertThat(taken(report)).contains("RemoveLabel");
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aCommitAfterTheTakeOverIsNotHandedBackByTheSameLabel() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.pullRequest().labels.add(TAKE_OVER);
        scene.pullRequest().labels.remove("test-infra");
        scene.github.fail(Fault.answer("POST .*/labels", 422, Map.of(), 100));
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "more", Map.of("README", "later"));

        assertBlocked(scene.run(), Block.EDITED_BY_HUMAN);
        assertThat(scene.repository.read(Scene.BRANCH, "README")).isEqualTo("later");
    }

    @Test
    void aPullRequestThatAHumanClosedStaysClosedUntilTheNextVersion() {
        scene.run();
        scene.pullRequest().open = false;

        assertBlocked(scene.run(), Block.CLOSED_BY_HUMAN);
        assertThat(scene.github.state.pullRequests()).hasSize(1);

        scene.publish("4.3.0");
        UpdateReport next = scene.run();

        assertThat(taken(next)).startsWith("PushBranch", "OpenPullRequest");
        assertThat(scene.github.state.pullRequest(2).orElseThrow().title).endsWith("4.3.0");
    }

    @Test
    void aClosedPullRequestIsRecreatedWhenAskedFor() {
        scene.run();
        scene.pullRequest().open = false;

        UpdateReport report = scene.run(new Options(false, true));

        assertThat(taken(report)).startsWith("OpenPullRequest");
        assertThat(scene.github.state.pullRequest(2).orElseThrow().open).isTrue();
        assertThat(taken(scene.run())).isEmpty();
    }

    @Test
    void aDeletedBranchMeansAClosedPullRequest() {
        scene.run();
        scene.repository.delete(Scene.BRANCH);

        assertBlocked(scene.run(), Block.CLOSED_BY_HUMAN);
        assertThat(scene.repository.tip(Scene.BRANCH)).isEmpty();
    }

    @Test
    void aClosedPullRequestIsRememberedByItsMarkerAndNotItsTitle() {
        scene.run();
        scene.pullRequest().title = "not now";
        scene.pullRequest().open = false;

        assertBlocked(scene.run(), Block.CLOSED_BY_HUMAN);
    }

    @Test
    void aBranchOfThatNameBySomeoneElseIsLeftAlone() {
        scene.repository.branch("main", Scene.BRANCH);
        String theirs = scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "work", Map.of("README", "mine"));

        UpdateReport report = scene.run();

        assertBlocked(report, Block.FOREIGN_BRANCH);
        assertThat(scene.repository.tip(Scene.BRANCH)).contains(theirs);
        assertThat(scene.github.state.pullRequests()).isEmpty();
    }

    @Test
    void aBranchThatHoldsNothingBesideItsBaseIsFree() {
        scene.repository.branch("main", Scene.BRANCH);

        assertThat(taken(scene.run())).startsWith("PushBranch", "OpenPullRequest");
    }

    @Test
    void aPullRequestFromTheBranchBySomeoneElseIsLeftAlone() {
        scene.repository.branch("main", Scene.BRANCH);
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "work", Map.of("README", "mine"));
        scene.github.state.open(Scene.BRANCH, "main", "mine", "no marker");

        UpdateReport report = scene.run();

        assertBlocked(report, Block.FOREIGN_PULL_REQUEST);
        assertThat(scene.pullRequest().title).isEqualTo("mine");
        assertThat(taken(report)).isEmpty();
    }

    @Test
    void aPullRequestBySomeoneElseBesideTheUpdatersKeepsTheBranchAsItIs() {
        scene.run();
        String tip = scene.repository.tip(Scene.BRANCH).orElseThrow();
        scene.github.state.open(Scene.BRANCH, "release", "mine", "no marker");
        scene.publish("4.3.0");

        assertBlocked(scene.run(), Block.FOREIGN_PULL_REQUEST);
        assertThat(scene.repository.tip(Scene.BRANCH)).contains(tip);
    }

    @Test
    void aPullRequestBySomeoneElseDoesNotHideTheUpdaters() {
        scene.run();
        GitHubState.Pr theirs = scene.github.state.open(Scene.BRANCH, "release", "mine", "no marker");
        scene.npm.deprecate(scene.packages.get(0), Scene.NEW, "broken");

        scene.run();

        assertThat(scene.github.state.pullRequest(1).orElseThrow().open).isFalse();
        assertThat(theirs.open).isTrue();
        assertThat(theirs.comments).isEmpty();
    }

    @Test
    void aPullRequestFromABranchOfThatNameInAForkIsNotOfThisBranch() {
        GitHubState.Pr forks = scene.github.state.open(Scene.BRANCH, "main", "mine", "no marker");
        forks.repository = "o/fork-of-r";
        // This GitHub closes what has no branch, and knows those of one repository only.
        scene.repository.branch("main", Scene.BRANCH);

        UpdateReport report = scene.run();

        assertThat(taken(report)).startsWith("PushBranch", "OpenPullRequest");
        assertThat(scene.github.state.pullRequest(2).orElseThrow().title).endsWith(Scene.NEW);
        assertThat(forks.title).isEqualTo("mine");
        assertThat(forks.open).isTrue();
    }

    @Test
    void aChangedTargetIsAHumansEdit() {
        scene.repository.branch("main", "release");
        scene.run();
        scene.pullRequest().base = "release";

        UpdateReport report = scene.run();

        assertBlocked(report, Block.EDITED_BY_HUMAN);
        assertThat(scene.pullRequest().comments).singleElement().asString().contains("release");
        assertThat(scene.pullRequest().base).isEqualTo("release");
    }

    @Test
    void aChangedTargetIsNotClosedBecauseTheFormerOneHasTheVersion() {
        scene.repository.branch("main", "release");
        scene.run();
        scene.pullRequest().base = "release";
        scene.repository.commit(
                "main", BareRepository.HUMAN, "by hand", Map.of("package.json", scene.packageJson(Scene.NEW)));

        scene.run();

        assertThat(scene.pullRequest().open).isTrue();
        assertThat(scene.pullRequest().comments).isEmpty();
    }

    @Test
    void aWithdrawnVersionWithAChangedTargetIsSaidAndStaysOpen() {
        scene.repository.branch("main", "release");
        scene.run();
        scene.pullRequest().base = "release";
        scene.npm.deprecate(scene.packages.get(0), Scene.NEW, "broken");

        scene.run();

        assertThat(scene.pullRequest().open).isTrue();
        assertThat(scene.pullRequest().autoMerge).isFalse();
        assertThat(scene.pullRequest().comments).singleElement().asString().contains("must not be merged");
    }

    @Test
    void aHumansWordsInTheBodyStay() {
        scene.run();
        scene.pullRequest().body = "Careful! " + scene.pullRequest().body;

        assertThat(taken(scene.run())).isEmpty();
        assertThat(scene.pullRequest().body).startsWith("Careful! ");
    }

    @Test
    void autoMergeThatAHumanTurnedOffStaysOff() {
        scene.run();
        scene.pullRequest().autoMerge = false;

        UpdateReport report = scene.run();

        assertThat(taken(report)).isEmpty();
        assertThat(plan(report).notes()).anyMatch(note -> note.contains("turned auto-merge off"));
    }

    @Test
    void aHumansCommitDoesNotMergeByTheUpdatersAutoMerge() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "half", Map.of("README", "half"));

        scene.run();
        scene.github.state.passChecks(scene.pullRequest());

        assertThat(scene.pullRequest().merged).isFalse();
    }

    @Test
    void aHumansCommitDoesNotMergeByTheUpdatersAutoMergeWhateverTheRegistrySays() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "half", Map.of("README", "half"));
        scene.npm.publish(scene.packages.get(0), "4.3.0", "latest");

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void autoMergeThatAHumanTurnsOnForTheirOwnCommitStaysOn() {
        scene.run();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.run();
        scene.pullRequest().autoMerge = true;

        assertThat(taken(scene.run())).isEmpty();
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aDraftDoesNotMergeItself() {
        scene.github.state.unknownAfterPush = 0;
        scene.channel("auto-merge: never");
        scene.run();
        scene.pullRequest().draft = true;
        scene.channel("auto-merge: when-checks-pass");

        assertThat(taken(scene.run())).isEmpty();
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }
}
