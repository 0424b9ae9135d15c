package dev.teerex.updater.plan;

import dev.teerex.updater.Sleeper;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.git.Author;
import dev.teerex.updater.git.RemoteBranches;
import dev.teerex.updater.git.Tip;
import dev.teerex.updater.github.GitHub;
import dev.teerex.updater.http.RetryPolicy;
import dev.teerex.updater.plan.Step.PushBranch;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plans, takes the first step, and plans anew, until nothing is left to do. A step whose effect does not show is waited for
 * (GitHub may answer from before it), and one that may have failed is looked for before it is taken again.
 */
final class Runner {
    private static final int MOST_LOOKS = 100;
    private static final String REFUSED_WHILE_UNSTABLE =
            "GitHub refused auto-merge while a check that is not required had not passed, which may be why; "
                    + "the next run tries again";

    private final Channel channel;
    private final Author author;
    private final RemoteBranches branches;
    private final GitHub github;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RetryPolicy policy;
    private final StepListener listener;

    Runner(
            Channel channel,
            Author author,
            RemoteBranches branches,
            GitHub github,
            Clock clock,
            Sleeper sleeper,
            RetryPolicy policy,
            StepListener listener) {
        this.channel = channel;
        this.author = author;
        this.branches = branches;
        this.github = github;
        this.clock = clock;
        this.sleeper = sleeper;
        this.policy = policy;
        this.listener = listener;
    }

    /**
     * Runs.
     *
     * @param planner makes the plans
     * @param taken gets each step that was taken, also when a later one fails
     * @return the last plan, which has no steps
     */
    Plan run(Planner planner, List<Step> taken) {
        @Nullable Step last = null;
        @Nullable UpdateException failure = null;
        int repeats = 0;
        for (int look = 0; look < MOST_LOOKS; look++) {
            Plan plan = planner.plan();
            boolean again = last != null
                    && !plan.steps().isEmpty()
                    && plan.steps().get(0).text().equals(last.text());
            if (last != null && !again && failure != null && failure.reason() == Code.WRITE_UNCERTAIN) {
                // Its answer was lost, and it is no longer to be done: so it was done.
                taken.add(last);
            }
            if (plan.steps().isEmpty()) {
                return plan;
            }
            Step step = plan.steps().get(0);
            repeats = again ? repeats + 1 : 0;
            if (repeats >= policy.attempts() && failure != null && isLeftToTheNextRun(step, failure)) {
                String note = REFUSED_WHILE_UNSTABLE + " (" + failure.getMessage() + ")";
                return new Plan(plan.verdict(), plan.packages(), List.of(), List.of(note));
            }
            if (repeats >= policy.attempts()) {
                throw new UpdateException(
                        Code.NOT_CONVERGED,
                        "channel " + channel.name() + ": to " + step.text() + " had no visible effect after "
                                + policy.attempts() + " looks"
                                + Optional.ofNullable(failure)
                                        .map(f -> " (" + f.getMessage() + ")")
                                        .orElse("")
                                + "; run again later",
                        failure);
            }
            if (again) {
                sleeper.sleep(policy.waitAfter(repeats));
            }
            if (!again || failure != null) {
                failure = take(step);
                if (failure == null) {
                    taken.add(step);
                }
            }
            last = step;
        }
        throw new UpdateException(
                Code.NOT_CONVERGED,
                "channel " + channel.name() + " is not done after " + MOST_LOOKS
                        + " looks; someone else changes it too");
    }

    private static boolean isLeftToTheNextRun(Step step, UpdateException failure) {
        return step instanceof Step.EnableAutoMerge enable
                && enable.unstable()
                && failure.reason() == Code.WRITE_REFUSED;
    }

    /** Takes a step; returns why it may not have been done, if the world is to be asked. */
    private @Nullable UpdateException take(Step step) {
        listener.before(channel.name(), step);
        try {
            perform(step);
        } catch (UpdateException e) {
            if (e.reason() == Code.WRITE_UNCERTAIN
                    || e.reason() == Code.WRITE_REFUSED
                    || e.reason() == Code.LEASE_LOST) {
                return e;
            }
            throw e;
        }
        listener.after(channel.name(), step);
        return null;
    }

    private void perform(Step step) {
        if (step instanceof PushBranch push) {
            push(push);
        } else if (step instanceof Step.OpenPullRequest open) {
            github.open(open.branch(), open.base(), open.title(), open.body());
        } else if (step instanceof Step.DescribePullRequest describe) {
            github.describe(describe.number(), describe.title(), describe.body());
        } else if (step instanceof Step.AddLabels add) {
            github.addLabels(add.number().orElseThrow(), add.labels());
        } else if (step instanceof Step.RemoveLabel remove) {
            github.removeLabel(remove.number(), remove.label());
        } else if (step instanceof Step.Comment comment) {
            github.comment(comment.number(), comment.body());
        } else if (step instanceof Step.ClosePullRequest close) {
            github.close(close.number(), close.body());
        } else if (step instanceof Step.EnableAutoMerge enable) {
            github.enableAutoMerge(enable.id(), enable.head());
        } else if (step instanceof Step.DisableAutoMerge disable) {
            github.disableAutoMerge(disable.id());
        } else if (step instanceof Step.Merge merge) {
            github.merge(merge.number(), merge.head());
        } else {
            throw new AssertionError(step);
        }
    }

    private void push(PushBranch push) {
        String tree = branches.tree(push.base(), push.changes());
        Marker.InCommit marker = new Marker.InCommit(
                channel.name(),
                push.version().toString(),
                push.base().id(),
                tree,
                push.seen().map(Tip::id).orElse(""));
        String message = push.message() + marker.text() + "\n";
        String commit = branches.commit(push.base(), tree, author, clock.instant(), message);
        branches.push(push.branch(), commit, push.seen());
    }
}
