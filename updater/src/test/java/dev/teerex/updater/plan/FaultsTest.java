package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.rig.Fault;
import dev.teerex.updater.rig.Fault.Kind;
import dev.teerex.updater.rig.GitHubServer;
import dev.teerex.updater.rig.Scene;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks and servers that fail: the run ends in the same state, or says why not. */
class FaultsTest extends SceneTest {
    private void assertProposedOnce() {
        assertThat(scene.pullRequest().open).isTrue();
        assertThat(scene.pullRequest().autoMerge).isTrue();
        assertThat(scene.pullRequest().labels).containsExactly("test-infra");
        assertThat(scene.repository.read(Scene.BRANCH, "package.json")).isEqualTo(scene.packageJson(Scene.NEW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST .*/pulls$",
                "POST .*/labels$",
                "POST .*/graphql$",
                "PATCH .*/pulls/1$",
                "POST .*git-receive-pack"
            })
    void aWriteWhoseAnswerIsLostIsNotDoneTwice(String request) {
        scene.github.fail(Fault.of(Kind.CUT_AFTER, request, 1));

        UpdateReport report = scene.run();

        assertThat(taken(report))
                .containsExactly(
                        "PushBranch", "OpenPullRequest", "AddLabels", "EnableAutoMerge", "DescribePullRequest");

        assertProposedOnce();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"POST .*/pulls$", "POST .*/labels$", "POST .*/graphql$", "PATCH .*/pulls/1$", "GET .*/pulls$"})
    void aServerErrorOrACutConnectionIsOvercome(String request) {
        scene.github.fail(Fault.answer(request, 502, Map.of(), 1));
        scene.github.fail(Fault.of(Kind.CUT_BEFORE, request, 1));

        assertThat(only(scene.run()).failure()).isEmpty();

        assertProposedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST .*/pulls$", "POST .*/labels$", "PATCH .*/pulls/1$"})
    void aWriteWhoseAnswerCannotBeReadIsLookedFor(String request) {
        scene.github.fail(Fault.answer(request, "<html>", 1));

        assertThat(only(scene.run()).failure()).isEmpty();

        assertProposedOnce();
    }

    @Test
    void listsFromBeforeTheLastWriteCauseNoSecondPullRequest() {
        scene.github.fail(Fault.of(Kind.STALE, "GET /pulls", 4));

        assertThat(only(scene.run()).failure()).isEmpty();

        assertProposedOnce();
    }

    @Test
    void aServerThatStaysBrokenIsAFailureAndNothingIsChanged() {
        scene.github.fail(Fault.answer("GET .*/pulls$", 502, Map.of(), 100));

        UpdateReport report = scene.run();

        assertThat(only(report).failure().orElseThrow().reason()).isEqualTo(Code.GITHUB_UNREACHABLE);
        assertThat(report.result().exitCode()).isEqualTo(1);
        assertThat(scene.repository.tip(Scene.BRANCH)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST .*/pulls$", "GET .*/pulls$"})
    void aSecondaryRateLimitIsWaitedOutAsAsked(String request) {
        scene.github.fail(Fault.answer(request, 403, Map.of("Retry-After", "37"), 2));

        assertThat(only(scene.run()).failure()).isEmpty();

        assertProposedOnce();
        assertThat(scene.waits).contains(Duration.ofSeconds(37));
    }

    @Test
    void aRateLimitThatNamesNoTimeIsWaitedOutForMinutes() {
        scene.github.fail(Fault.answer("POST .*/pulls$", 429, Map.of(), 2));

        assertThat(only(scene.run()).failure()).isEmpty();

        assertProposedOnce();
        assertThat(scene.waits).containsSubsequence(Duration.ofMinutes(1), Duration.ofMinutes(2));
    }

    @Test
    void aRateLimitThatNamesNoTimeAndLastsEndsTheRun() {
        scene.github.fail(Fault.answer("POST .*/pulls$", 429, Map.of(), 100));

        UpdateReport report = scene.run();

        assertThat(only(report).failure().orElseThrow().reason()).isEqualTo(Code.RATE_LIMITED);
        assertThat(scene.waits).doesNotContain(Duration.ofMinutes(4));
    }

    @Test
    void thePrimaryRateLimitIsWaitedOutUntilItsReset() {
        long reset = Scene.NOW.getEpochSecond() + 55;
        scene.github.fail(Fault.answer(
                "GET .*/pulls$",
                403,
                Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", Long.toString(reset)),
                1));

        assertThat(only(scene.run()).failure()).isEmpty();

        assertProposedOnce();
        assertThat(scene.waits).contains(Duration.ofSeconds(55));
    }

    @Test
    void aRateLimitThatLastsTooLongEndsTheRun() {
        scene.github.fail(Fault.answer("POST .*/pulls$", 403, Map.of("Retry-After", "3600"), 1));

        UpdateReport report = scene.run();

        assertThat(only(report).failure().orElseThrow().reason()).isEqualTo(Code.RATE_LIMITED);
        scene.run();
        assertProposedOnce();
    }

    private static Fault limitedGraphQl(String type) {
        return Fault.answer(
                "POST .*/graphql$",
                "{\"errors\":[{\"type\":\"" + type + "\",\"message\":\"API rate limit exceeded\"}]}",
                1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RATE_LIMITED", "RATE_LIMIT"})
    void aRateLimitThatGraphQlTellsOfEndsTheRun(String type) {
        scene.github.fail(limitedGraphQl(type));

        UpdateReport report = scene.run();

        assertThat(only(report).failure().orElseThrow().reason()).isEqualTo(Code.RATE_LIMITED);
        scene.run();
        assertProposedOnce();
    }

    @Test
    void aRateLimitThatGraphQlTellsOfAWriteEndsTheRunAndIsNoRefusal() {
        UpdateReport report = scene.run(new Options(false, false), new StepListener() {
            @Override
            public void before(String channel, Step step) {
                if (step instanceof Step.EnableAutoMerge) {
                    scene.github.fail(limitedGraphQl("RATE_LIMITED"));
                }
            }

            @Override
            public void after(String channel, Step step) {
                // Only the time before matters.
            }
        });

        assertThat(only(report).failure().orElseThrow().reason()).isEqualTo(Code.RATE_LIMITED);
        scene.run();
        assertProposedOnce();
    }

    @Test
    void aTokenThatIsNotValidIsSaidAndNotShown() {
        scene.environment.put("TEE_REX_UPDATER_TOKEN", "wrong-" + GitHubServer.TOKEN);

        UpdateReport report = scene.run();

        assertThat(only(report).failure().orElseThrow().reason()).isIn(Code.BAD_CREDENTIALS, Code.GIT_UNREACHABLE);
        assertThat(report.toString()).doesNotContain(GitHubServer.TOKEN);
        assertThat(only(report).failure().orElseThrow()).hasMessageNotContaining(GitHubServer.TOKEN);
    }

    @Test
    void aTokenThatGitHubRefusesIsNotTriedAgain() {
        scene.github.fail(Fault.answer("GET .*/pulls$", 401, Map.of(), 100));

        UpdateReport report = scene.run();

        assertThat(only(report).failure().orElseThrow().reason()).isEqualTo(Code.BAD_CREDENTIALS);
        assertThat(scene.github.requests().stream().filter(r -> r.equals("GET /api/repos/o/r/pulls")))
                .hasSize(1);
    }
}
