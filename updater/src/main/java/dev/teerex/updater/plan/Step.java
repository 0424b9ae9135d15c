package dev.teerex.updater.plan;

import dev.teerex.updater.Version;
import dev.teerex.updater.edits.Change;
import dev.teerex.updater.git.Tip;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One change in the world outside. A run takes the first step of its plan, looks at the world again, and plans anew: so it
 * does not matter at which step an earlier run died. A step that is not yet the first may lack what only an earlier one
 * brings, such as the number of the pull request.
 */
public sealed interface Step {
    /** Returns what the step does, as one sentence; two steps of the same sentence are the same step. */
    String text();

    /**
     * Puts a commit on the channel's branch, under a lease.
     *
     * @param branch the branch
     * @param version the version that the commit updates to
     * @param changes the changed files
     * @param base the parent of the commit
     * @param seen where the branch is now; the lease
     * @param message the commit's message, without the marker that only the tree's id completes
     */
    record PushBranch(
            String branch, Version version, List<Change> changes, Tip base, Optional<Tip> seen, String message)
            implements Step {
        /** Copies the list. */
        public PushBranch {
            changes = List.copyOf(changes);
        }

        @Override
        public String text() {
            return "push " + version + " to " + branch + " on " + base.id() + ", "
                    + seen.map(tip -> "in the place of " + tip.id()).orElse("which is new") + ": " + changes;
        }
    }

    /** Opens the pull request. */
    record OpenPullRequest(String branch, String base, String title, String body) implements Step {
        @Override
        public String text() {
            return "open the pull request \"" + title + "\" from " + branch + " into " + base;
        }
    }

    /** Changes title and body of the pull request. */
    record DescribePullRequest(int number, String title, String body, String why) implements Step {
        @Override
        public String text() {
            return "describe #" + number + " anew: " + why;
        }
    }

    /** Adds labels. */
    record AddLabels(OptionalInt number, List<String> labels) implements Step {
        /** Copies the list. */
        public AddLabels {
            labels = List.copyOf(labels);
        }

        @Override
        public String text() {
            return "label " + Step.named(number) + " with " + labels;
        }
    }

    /** Takes a label away. */
    record RemoveLabel(int number, String label) implements Step {
        @Override
        public String text() {
            return "take the label \"" + label + "\" from #" + number;
        }
    }

    /** Writes a comment, once. */
    record Comment(int number, String key, String body) implements Step {
        @Override
        public String text() {
            return "comment on #" + number + ": " + key;
        }
    }

    /** Closes a pull request of the updater. */
    record ClosePullRequest(int number, String body, String why) implements Step {
        @Override
        public String text() {
            return "close #" + number + ": " + why;
        }
    }

    /**
     * Turns auto-merge on, for exactly that commit.
     *
     * @param number the pull request
     * @param id its GraphQL id
     * @param head the commit
     * @param unstable whether a check that is not required has not passed: GitHub may refuse it then, and that is no failure
     */
    record EnableAutoMerge(OptionalInt number, String id, String head, boolean unstable) implements Step {
        @Override
        public String text() {
            return "turn on auto-merge of " + Step.named(number) + (number.isPresent() ? " at " + head : "");
        }
    }

    /** Turns auto-merge off. */
    record DisableAutoMerge(int number, String id) implements Step {
        @Override
        public String text() {
            return "turn off auto-merge of #" + number;
        }
    }

    /** Merges now, exactly that commit. */
    record Merge(int number, String head) implements Step {
        @Override
        public String text() {
            return "merge #" + number + " at " + head;
        }
    }

    private static String named(OptionalInt number) {
        return number.isPresent() ? "#" + number.getAsInt() : "the new pull request";
    }
}
