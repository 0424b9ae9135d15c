package dev.teerex.updater.plan;

import dev.teerex.updater.UpdateException;
import java.util.List;
import java.util.Optional;

/**
 * What a check, a plan or a run found and did.
 *
 * @param kind which of them
 * @param registry what said where the registry is
 * @param channels one entry for each channel that was asked for
 * @param warnings what a human should change, although nothing failed
 */
public record UpdateReport(Kind kind, String registry, List<ChannelReport> channels, List<String> warnings) {
    /** Copies the lists. */
    public UpdateReport {
        channels = List.copyOf(channels);
        warnings = List.copyOf(warnings);
    }

    /** What was asked for. */
    public enum Kind {
        /** The registry against the files of a checkout. */
        CHECK,
        /** The whole plan, and nothing done. */
        PLAN,
        /** The plan, done. */
        RUN
    }

    /** What came out, the weightiest first; the numbers are the exit codes of the command line. */
    public enum Result {
        /** At least one channel could not be worked on. */
        FAILURE(1),
        /** At least one channel is blocked or waits, and the report says why. */
        BLOCKED(3),
        /** Changes are planned, or were made. */
        CHANGES(2),
        /** There is nothing to do. */
        NOTHING(0);

        private final int exitCode;

        Result(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Returns the exit code of the command line. */
        public int exitCode() {
            return exitCode;
        }
    }

    /**
     * One channel.
     *
     * @param kind what was asked for
     * @param channel its name
     * @param plan the plan; after a run, what is left of it; empty when it failed
     * @param taken the steps that a run took
     * @param failure why it could not be worked on
     */
    public record ChannelReport(
            Kind kind, String channel, Optional<Plan> plan, List<Step> taken, Optional<UpdateException> failure) {
        /** Copies the list. */
        public ChannelReport {
            taken = List.copyOf(taken);
        }

        /** Returns what came out for this channel. */
        public Result result() {
            if (plan.isEmpty()) {
                return Result.FAILURE;
            }
            Verdict verdict = plan.get().verdict();
            if (verdict instanceof Verdict.Blocked || verdict instanceof Verdict.Waiting) {
                return Result.BLOCKED;
            }
            boolean found = kind == Kind.CHECK && verdict instanceof Verdict.Available;
            return found || !taken.isEmpty() || !plan.get().steps().isEmpty() ? Result.CHANGES : Result.NOTHING;
        }
    }

    /** Returns the weightiest result of any channel. */
    public Result result() {
        return channels.stream()
                .map(ChannelReport::result)
                .min(Result::compareTo)
                .orElse(Result.NOTHING);
    }
}
