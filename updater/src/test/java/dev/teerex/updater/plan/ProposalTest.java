package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.rig.BareRepository;
import dev.teerex.updater.rig.Scene;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One branch and one pull request per channel, from the first proposal to the next version. */
class ProposalTest extends SceneTest {
    private static final Options NONE = new Options(false, false);

    @Test
    void aLabelThatTheRepositoryWritesInAnotherCaseIsThatLabel() {
        scene.run();
        scene.pullRequest().labels.clear();
        scene.pullRequest().labels.add("Test-Infra");

        UpdateReport again = scene.run();

        assertThat(only(again).failure()).isEmpty();
        assertThat(taken(again)).isEmpty();
    }

    @Test
    void anUpdateIsPushedProposedLabelledAndSetToMerge() {
        UpdateReport report = scene.run();

        assertThat(taken(report))
                .containsExactly(
                        "PushBranch", "OpenPullRequest", "AddLabels", "EnableAutoMerge", "DescribePullRequest");
        assertThat(report.result().exitCode()).isEqualTo(2);
        assertThat(scene.repository.read(Scene.BRANCH, "package.json")).isEqualTo(scene.packageJson(Scene.NEW));
        assertThat(scene.repository.read(Scene.BRANCH, "README")).isEqualTo("x");
        assertThat(scene.repository.read("main", "package.json")).isEqualTo(scene.packageJson(Scene.OLD));
        assertThat(scene.pullRequest().labels).containsExactly("test-infra");
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aSecondRunFindsNothingToDoAndWritesNothing() {
        scene.run();
        String tip = scene.repository.tip(Scene.BRANCH).orElseThrow();
        long writes = writes();

        UpdateReport second = scene.run();

        assertThat(taken(second)).isEmpty();
        assertThat(second.result().exitCode()).isZero();
        assertThat(scene.repository.tip(Scene.BRANCH)).contains(tip);
        assertThat(writes()).isEqualTo(writes);
    }

    private long writes() {
        return scene.github.requests().stream()
                .filter(r -> !r.startsWith("GET ") && !r.contains("/graphql") && !r.contains("git-upload-pack"))
                .count();
    }

    @Test
    void aPlanListsEveryStepAndDoesNothing() {
        UpdateReport plan = scene.plan();

        assertThat(planned(plan)).containsExactly("PushBranch", "OpenPullRequest", "AddLabels", "EnableAutoMerge");
        assertThat(plan.result().exitCode()).isEqualTo(2);
        assertThat(scene.repository.tip(Scene.BRANCH)).isEmpty();
        assertThat(scene.github.state.pullRequests()).isEmpty();
        assertThat(writes()).isZero();
    }

    @Test
    void thePullRequestSaysWhatChangesAndHowToStopIt() {
        scene.run();

        String body = scene.pullRequest().body;
        for (String name : scene.packages) {
            assertThat(body)
                    .containsPattern("\\| `" + name
                            + "` \\| 4.1.2 \\| 4.2.0 \\| 2026-01-01T00:00:00Z \\| no \\| no \\| `sha512-");
        }
        assertThat(body)
                .contains("https://github.com/AztecProtocol/aztec-packages/compare/v4.1.2...v4.2.0")
                .contains("`package.json`, 3 versions")
                .contains("How to stop")
                .contains("<!-- tee-rex-updater:{");
        assertThat(scene.pullRequest().title).isEqualTo("chore(deps): update Aztec stable to 4.2.0");
    }

    @Test
    void theIntegritiesAreRecordedInTheBranch() {
        scene.run();

        String lock = scene.repository.read(Scene.BRANCH, "tee-rex-updater.lock.json");
        assertThat(lock).contains("\"stable\"").contains("\"version\" : \"4.2.0\"");
        scene.packages.forEach(name -> assertThat(lock).containsPattern("\"" + name + "\" : \"sha512-[^\"]+\""));
    }

    @Test
    void theNextVersionTakesOverBranchAndPullRequest() {
        scene.run();
        scene.publish("4.3.0");

        UpdateReport report = scene.run();

        assertThat(taken(report))
                .startsWith("DescribePullRequest", "DisableAutoMerge", "DescribePullRequest", "PushBranch");
        assertThat(scene.pullRequest().autoMerge).isTrue();
        assertThat(scene.pullRequest().title).endsWith("4.3.0");
        assertThat(scene.repository.read(Scene.BRANCH, "package.json")).isEqualTo(scene.packageJson("4.3.0"));
    }

    @Test
    void anOwnBranchWithoutAPullRequestIsUsedAsItIs() {
        assertThat(halted("OpenPullRequest")).isTrue();
        String tip = scene.repository.tip(Scene.BRANCH).orElseThrow();

        UpdateReport report = scene.run();

        assertThat(taken(report)).startsWith("OpenPullRequest");
        assertThat(scene.repository.tip(Scene.BRANCH)).contains(tip);
    }

    private boolean halted(String step) {
        try {
            scene.run(NONE, Boundary.before(step));
            return false;
        } catch (Boundary.Halted e) {
            return true;
        }
    }

    @Test
    void aBaseThatMovedWithoutConflictCausesNoNewChecks() {
        scene.run();
        String tip = scene.repository.tip(Scene.BRANCH).orElseThrow();
        scene.repository.commit("main", BareRepository.HUMAN, "docs", Map.of("README", "y"));

        UpdateReport report = scene.run();

        assertThat(taken(report)).isEmpty();
        assertThat(scene.repository.tip(Scene.BRANCH)).contains(tip);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "pom.xml"})
    void anUpdateThatIsOlderThanTheConfigurationIsBuiltAnew(String before) {
        scene.repository.commit("main", BareRepository.HUMAN, "before", Map.of(before, "<project/>"));
        scene.run();
        String pom = "<project><properties><aztec>%s</aztec></properties></project>";
        scene.repository.commit("main", BareRepository.HUMAN, "pom", Map.of("pom.xml", pom.formatted(Scene.OLD)));
        scene.config("edits: {pom-properties: [{file: pom.xml, property: aztec}]}");

        scene.run();

        assertThat(scene.repository.read(Scene.BRANCH, "pom.xml")).isEqualTo(pom.formatted(Scene.NEW));
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aConflictWithTheBaseIsResolvedByBuildingAnew() {
        scene.run();
        scene.repository.commit(
                "main", BareRepository.HUMAN, "bump", Map.of("package.json", scene.packageJson("4.1.3")));

        UpdateReport report = scene.run();

        assertThat(taken(report))
                .startsWith("DescribePullRequest", "DisableAutoMerge", "DescribePullRequest", "PushBranch");
        assertThat(scene.repository.read(Scene.BRANCH, "package.json")).isEqualTo(scene.packageJson(Scene.NEW));
        assertThat(scene.github.state.pullRequests()).hasSize(1);
    }

    @Test
    void aBaseThatRequiresItsBranchesUpToDateGetsAFreshOne() {
        scene.github.state.strict = true;
        scene.run();
        scene.repository.commit("main", BareRepository.HUMAN, "docs", Map.of("README", "y"));

        UpdateReport report = scene.run();

        assertThat(taken(report))
                .startsWith("DescribePullRequest", "DisableAutoMerge", "DescribePullRequest", "PushBranch");
        assertThat(scene.repository.read(Scene.BRANCH, "README")).isEqualTo("y");
    }

    @Test
    void aPullRequestThatTheBaseOvertookIsClosedWithTheReason() {
        scene.run();
        scene.repository.commit(
                "main", BareRepository.HUMAN, "by hand", Map.of("package.json", scene.packageJson(Scene.NEW)));

        UpdateReport report = scene.run();

        assertThat(taken(report)).containsExactly("Comment", "ClosePullRequest");
        assertThat(scene.pullRequest().open).isFalse();
        assertThat(scene.pullRequest().comments.get(0)).contains("main is at 4.2.0 already");
    }

    @Test
    void aVersionThatUpstreamWithdrewClosesItsPullRequest() {
        scene.run();
        scene.npm.deprecate(scene.packages.get(1), Scene.NEW, "broken, ask @someone or see #1 <img src=x>");

        UpdateReport report = scene.run();

        assertBlocked(report, Block.DEPRECATED);
        assertThat(taken(report))
                .containsExactly(
                        "DescribePullRequest",
                        "DisableAutoMerge",
                        "DescribePullRequest",
                        "Comment",
                        "ClosePullRequest");
        assertThat(scene.pullRequest().open).isFalse();
        assertThat(scene.pullRequest().comments.get(0))
                .contains("must not be merged")
                .doesNotContain("@someone", "#1", "<img");
    }

    @Test
    void aTagThatMovesBackStopsTheUpdateAndItsAutoMerge() {
        scene.publish("4.1.9");
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.NEW, "latest"));
        scene.run();
        scene.packages.forEach(name -> scene.npm.tag(name, "4.1.9", "latest"));

        UpdateReport report = scene.run();

        assertBlocked(report, Block.DOWNGRADE);
        assertThat(taken(report)).containsExactly("DescribePullRequest", "DisableAutoMerge", "DescribePullRequest");
        assertThat(scene.pullRequest().autoMerge).isFalse();
        assertThat(scene.pullRequest().open).isTrue();
    }

    @Test
    void aTagThatMovesBackToWhatTheBaseHasStopsTheUpdateAndDoesNotCloseIt() {
        scene.run();
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.OLD, "latest"));

        assertBlocked(scene.run(), Block.DOWNGRADE);
        assertThat(scene.pullRequest().open).isTrue();

        scene.packages.forEach(name -> scene.npm.tag(name, Scene.NEW, "latest"));
        scene.run();
        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void aHigherVersionThatNoPullRequestProposesAnyMoreIsNotInUse() {
        scene.publish("4.1.9");
        scene.packages.forEach(name -> scene.npm.tag(name, Scene.NEW, "latest"));
        scene.run();
        scene.pullRequest().open = false;
        scene.packages.forEach(name -> scene.npm.tag(name, "4.1.9", "latest"));

        UpdateReport report = scene.run();

        assertThat(taken(report)).startsWith("PushBranch", "OpenPullRequest");
        assertThat(scene.github.state.pullRequest(2).orElseThrow().title).endsWith("4.1.9");
    }

    @Test
    void pullRequestsAreReadBeforeTheBranchesSoThatAMergeBetweenIsNotProposedAgain() {
        scene.run();
        int before = scene.github.requests().size();

        scene.run();

        List<String> look =
                scene.github.requests().subList(before, scene.github.requests().size());
        assertThat(look.get(0)).isEqualTo("GET /api/repos/o/r/pulls");
        assertThat(look).anyMatch(request -> request.contains("git-upload-pack"));
    }

    @Test
    void olderPullRequestsOfTheChannelFromOtherBranchesAreClosed() {
        scene.channel("branch: chore/old, labels: []");
        scene.run();
        scene.channel("branch: chore/aztec-stable, labels: []");

        UpdateReport report = scene.run();

        assertThat(taken(report)).containsExactly("PushBranch", "OpenPullRequest", "Comment", "ClosePullRequest");
        assertThat(scene.github.state.pullRequest(1).orElseThrow().open).isFalse();
        assertThat(scene.github.state.pullRequest(1).orElseThrow().comments.get(0))
                .contains("Superseded by #2");
    }

    @Test
    void anOlderPullRequestWithSomeoneElsesCommitStaysOpen() {
        scene.channel("branch: chore/old, labels: []");
        scene.run();
        scene.repository.commit("chore/old", BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        scene.channel("branch: chore/aztec-stable, labels: []");

        scene.run();

        assertThat(scene.github.state.pullRequest(1).orElseThrow().open).isTrue();
    }

    @Test
    void aVersionThatWasMergedAndTakenBackIsProposedWithoutAutoMerge() {
        scene.run();
        scene.github.state.passChecks(scene.pullRequest());
        assertThat(scene.pullRequest().merged).isTrue();
        scene.repository.commit(
                "main", BareRepository.HUMAN, "revert", Map.of("package.json", scene.packageJson(Scene.OLD)));

        UpdateReport report = scene.run();

        assertThat(taken(report)).containsExactly("PushBranch", "OpenPullRequest", "AddLabels");
        assertThat(plan(report).notes()).anyMatch(note -> note.contains("merged before"));
        assertThat(scene.github.state.pullRequest(2).orElseThrow().autoMerge).isFalse();
        assertThat(taken(scene.run())).isEmpty();
    }

    @Test
    void aVersionThatWasMergedIntoAnotherBranchWasNotTakenBack() {
        scene.repository.branch("main", "release");
        scene.run();
        scene.pullRequest().base = "release";
        scene.github.state.passChecks(scene.pullRequest());
        assertThat(scene.pullRequest().merged).isTrue();

        scene.run();

        // Its checks have passed for that very commit.
        assertThat(scene.github.state.pullRequest(2).orElseThrow().merged).isTrue();
    }

    @Test
    void aVersionWhoseVeryCommitsWereMergedAndTakenBackIsProposedByANewOne() {
        scene.run();
        String merged = scene.repository.tip(Scene.BRANCH).orElseThrow();
        // As after a merge commit: main holds the branch's own commit.
        scene.repository.branch(Scene.BRANCH, "main");
        scene.pullRequest().open = false;
        scene.pullRequest().merged = true;
        scene.repository.commit(
                "main", BareRepository.HUMAN, "revert", Map.of("package.json", scene.packageJson(Scene.OLD)));

        UpdateReport report = scene.run();

        assertThat(taken(report)).containsExactly("PushBranch", "OpenPullRequest", "AddLabels");
        assertThat(scene.repository.tip(Scene.BRANCH)).isPresent().get().isNotEqualTo(merged);
        assertThat(scene.repository.read(Scene.BRANCH, "package.json")).isEqualTo(scene.packageJson(Scene.NEW));
        assertThat(scene.github.state.pullRequest(2).orElseThrow().open).isTrue();
        assertThat(taken(scene.run())).isEmpty();
    }

    @Test
    void afterAMergeTheNextVersionGetsANewPullRequestOnTheSameBranch() {
        scene.run();
        scene.github.state.passChecks(scene.pullRequest());
        scene.publish("4.3.0");

        UpdateReport report = scene.run();

        assertThat(taken(report)).startsWith("PushBranch", "OpenPullRequest");
        assertThat(scene.github.state.pullRequest(2).orElseThrow().autoMerge).isTrue();
    }
}
