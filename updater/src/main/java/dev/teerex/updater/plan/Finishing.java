package dev.teerex.updater.plan;

import dev.teerex.updater.Sleeper;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.config.Channel.AutoMerge;
import dev.teerex.updater.git.Author;
import dev.teerex.updater.git.Tip;
import dev.teerex.updater.github.GitHub;
import dev.teerex.updater.github.MergeState;
import dev.teerex.updater.github.MergeState.Status;
import dev.teerex.updater.github.PullRequest;
import dev.teerex.updater.http.RetryPolicy;
import dev.teerex.updater.plan.Step.AddLabels;
import dev.teerex.updater.plan.Step.ClosePullRequest;
import dev.teerex.updater.plan.Step.Comment;
import dev.teerex.updater.plan.Step.DescribePullRequest;
import dev.teerex.updater.plan.Step.DisableAutoMerge;
import dev.teerex.updater.plan.Step.EnableAutoMerge;
import dev.teerex.updater.plan.Step.Merge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What follows once branch and pull request say the same: older ones are closed, labels go on, and it may merge. */
final class Finishing {
    private final Channel channel;
    private final GitHub github;
    private final Author updater;
    private final String takeOverLabel;
    private final Sleeper sleeper;
    private final RetryPolicy policy;

    Finishing(
            Channel channel, GitHub github, Author updater, String takeOverLabel, Sleeper sleeper, RetryPolicy policy) {
        this.channel = channel;
        this.github = github;
        this.updater = updater;
        this.takeOverLabel = takeOverLabel;
        this.sleeper = sleeper;
        this.policy = policy;
    }

    /** The rest of a plan: steps, an objection to the last of them, notes. */
    record Rest(List<Step> steps, Optional<Verdict.Blocked> objection, List<String> notes) {
        static Rest of(Step step) {
            return new Rest(List.of(step), Optional.empty(), List.of());
        }

        static Rest note(String note) {
            return new Rest(List.of(), Optional.empty(), List.of(note));
        }

        static Rest blocked(Block reason, String detail) {
            return new Rest(List.of(), Optional.of(new Verdict.Blocked(reason, detail)), List.of());
        }
    }

    boolean isHandedBack(PullRequest open) {
        return github.labels(open.number()).contains(takeOverLabel);
    }

    /** Only a conflict, or a base that requires its branches to be up to date, is worth running all checks again. */
    boolean needsFreshBase(Optional<PullRequest> open, Optional<Marker.InCommit> own, Optional<Tip> tip, Tip base) {
        if (open.isEmpty() || own.isEmpty() || own.get().base().equals(base.id())) {
            return false;
        }
        Status status = settled(open.get().number(), tip.orElseThrow().id()).status();
        return status == Status.DIRTY || status == Status.BEHIND;
    }

    /**
     * Turns off the auto-merge that the updater turned on. That is noted first and forgotten last: so a run that dies between
     * is gone on with, and what a human turned off before, or turns on after, stays as the human has it.
     */
    List<Step> turnOff(PullRequest open, Marker.InBody marker) {
        return marker.autoMerge() == null ? List.of() : turnOffAny(open, marker);
    }

    /** Turns auto-merge off, whoever turned it on. */
    List<Step> turnOffAny(PullRequest open, Marker.InBody marker) {
        MergeState state = github.mergeState(open.number());
        boolean noted = Marker.InBody.TURNING_OFF.equals(marker.autoMerge());
        if (!state.open() || (!state.autoMerge() && !noted)) {
            return List.of();
        }
        if (marker.autoMerge() == null) {
            return List.of(new DisableAutoMerge(open.number(), open.id()));
        }
        List<Step> steps = new ArrayList<>();
        if (!noted) {
            steps.add(new DescribePullRequest(
                    open.number(),
                    open.title(),
                    marker.withAutoMerge(Marker.InBody.TURNING_OFF).in(open.body()),
                    "the updater turns its auto-merge off"));
        }
        if (state.autoMerge()) {
            steps.add(new DisableAutoMerge(open.number(), open.id()));
        }
        steps.add(new DescribePullRequest(
                open.number(),
                open.title(),
                marker.withAutoMerge(null).in(open.body()),
                "the updater turned its auto-merge off"));
        return steps;
    }

    /**
     * Returns the rest.
     *
     * @param open the pull request, if it is there
     * @param marker its marker
     * @param tip the end of its branch
     * @param ready whether nothing is to be done before this
     * @param mergedBefore whether a pull request for the same version was merged already: then someone took it back
     */
    Rest rest(
            Optional<PullRequest> open,
            Optional<Marker.InBody> marker,
            Optional<Tip> tip,
            boolean ready,
            boolean mergedBefore) {
        OptionalInt number = open.map(pr -> OptionalInt.of(pr.number())).orElse(OptionalInt.empty());
        List<Step> steps = new ArrayList<>();
        open.ifPresent(pr -> steps.addAll(superseded(pr)));
        Set<String> labels = open.map(pr -> github.labels(pr.number())).orElse(Set.of());
        List<String> missing =
                channel.labels().stream().filter(l -> !labels.contains(l)).toList();
        if (!missing.isEmpty()) {
            steps.add(new AddLabels(number, missing));
        }
        Rest merging = merging(open, marker, tip, ready && steps.isEmpty(), mergedBefore);
        steps.addAll(merging.steps());
        return new Rest(steps, merging.objection(), merging.notes());
    }

    /** Pull requests of the same channel from other branches, as an earlier configuration left them. */
    private List<Step> superseded(PullRequest current) {
        List<Step> steps = new ArrayList<>();
        for (PullRequest other : github.openPullRequests()) {
            Optional<Marker.InBody> marker = Marker.InBody.find(other.body())
                    .filter(m -> m.channel().equals(channel.name()) && m.closed() == null);
            if (marker.isPresent()
                    && other.number() != current.number()
                    && !other.headBranch().equals(current.headBranch())
                    && github.committers(other.number()).equals(Set.of(updater.email()))) {
                String key = "superseded:" + current.number();
                String line = Marker.ofComment(key);
                if (github.comments(other.number()).stream().noneMatch(c -> c.contains(line))) {
                    steps.add(new Comment(other.number(), key, "Superseded by #" + current.number() + ".\n\n" + line));
                }
                steps.add(new ClosePullRequest(
                        other.number(),
                        marker.get().withClosed("superseded").in(other.body()),
                        "superseded by #" + current.number()));
            }
        }
        return steps;
    }

    private Rest merging(
            Optional<PullRequest> open,
            Optional<Marker.InBody> marker,
            Optional<Tip> tip,
            boolean ready,
            boolean mergedBefore) {
        Optional<Rest> reason = reasonNotToMerge(open, mergedBefore);
        if (reason.isPresent()) {
            // The reason may be newer than the auto-merge. What comes before would be the first step anyway.
            List<Step> steps = ready && open.isPresent() ? turnOff(open.get(), marker.orElseThrow()) : List.of();
            return new Rest(steps, reason.get().objection(), reason.get().notes());
        }
        if (!ready || open.isEmpty() || tip.isEmpty()) {
            return Rest.of(new EnableAutoMerge(
                    open.map(pr -> OptionalInt.of(pr.number())).orElse(OptionalInt.empty()), "", "", false));
        }
        return mergingReady(open.get(), marker.orElseThrow(), tip.get().id());
    }

    private Optional<Rest> reasonNotToMerge(Optional<PullRequest> open, boolean mergedBefore) {
        if (channel.autoMerge() == AutoMerge.NEVER) {
            return Optional.of(new Rest(List.of(), Optional.empty(), List.of()));
        }
        if (mergedBefore) {
            return Optional.of(
                    Rest.note("this version was merged before and taken back: a human merges it, not auto-merge"));
        }
        if (open.filter(PullRequest::draft).isPresent()) {
            return Optional.of(Rest.note("the pull request is a draft: it does not merge itself"));
        }
        return channel.autoMerge() == AutoMerge.WHEN_CHECKS_PASS && !github.requiresChecks(channel.base())
                ? Optional.of(Rest.blocked(
                        Block.NO_REQUIRED_CHECKS,
                        channel.base() + " requires no status checks, so it would merge unchecked; protect it, or set "
                                + "auto-merge to even-without-checks"))
                : Optional.empty();
    }

    private Rest mergingReady(PullRequest open, Marker.InBody marker, String head) {
        MergeState state = settled(open.number(), head);
        boolean turnedOn = head.equals(marker.autoMerge());
        if (state.autoMerge() && state.status() != Status.DIRTY) {
            return turnedOn
                    ? Rest.note("auto-merge is on")
                    : Rest.of(new DescribePullRequest(
                            open.number(),
                            open.title(),
                            marker.withAutoMerge(head).in(open.body()),
                            "auto-merge is on for " + head));
        }
        return switch (state.status()) {
            case UNKNOWN ->
                Rest.blocked(
                        Block.MERGE_STATE_UNKNOWN,
                        "GitHub has not computed it in time; the next run goes on from here");
            case DIRTY ->
                Rest.blocked(
                        Block.CONFLICT,
                        "#" + open.number() + " conflicts with " + channel.base() + "; look at it by hand");
            case DRAFT -> Rest.note("the pull request is a draft: it does not merge itself");
            case BLOCKED, BEHIND, UNSTABLE, CLEAN, HAS_HOOKS -> {
                if (turnedOn) {
                    yield Rest.note("a human turned auto-merge off for " + head + ": it stays off");
                }
                // Auto-merge is refused for what could be merged at once, so that is merged at once.
                if (state.status() == Status.CLEAN || state.status() == Status.HAS_HOOKS) {
                    yield Rest.of(new Merge(open.number(), head));
                }
                yield github.allowsAutoMerge()
                        ? Rest.of(new EnableAutoMerge(
                                OptionalInt.of(open.number()), open.id(), head, state.status() == Status.UNSTABLE))
                        : Rest.blocked(
                                Block.AUTO_MERGE_NOT_ALLOWED,
                                "the repository does not allow auto-merge; allow it in its settings, or set auto-merge to "
                                        + "never");
            }
        };
    }

    /** GitHub computes the state after a push, to the head or to the base, and says UNKNOWN meanwhile, or still speaks of the commit before. */
    private MergeState settled(int number, String head) {
        MergeState state = github.mergeState(number);
        for (int tries = 1; tries < policy.attempts() && !isAbout(state, head); tries++) {
            sleeper.sleep(policy.waitAfter(tries));
            state = github.mergeState(number);
        }
        return isAbout(state, head) ? state : new MergeState(Status.UNKNOWN, head, false, state.open());
    }

    private static boolean isAbout(MergeState state, String head) {
        return state.status() != Status.UNKNOWN && state.head().equals(head);
    }
}
