package dev.teerex.updater.plan;

import dev.teerex.updater.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the rules say of a channel. */
public sealed interface Verdict {
    /** Returns it as one sentence for a human. */
    String text();

    /**
     * Every file is at the version that the tag points at.
     *
     * @param version that version
     */
    record UpToDate(Version version) implements Verdict {
        @Override
        public String text() {
            return "up to date at " + version;
        }
    }

    /**
     * There is a version to update to, and no rule forbids it.
     *
     * @param version that version
     */
    record Available(Version version) implements Verdict {
        @Override
        public String text() {
            return version + " can be updated to";
        }
    }

    /**
     * Upstream is still publishing: some packages do not have the version yet.
     *
     * @param version the version
     * @param there how many packages have it
     * @param all how many packages there are
     * @param missing those that do not have it
     * @param since when the first of them was published; empty when the registry does not say
     * @param alert whether that is longer ago than the channel accepts
     */
    record Waiting(Version version, int there, int all, List<String> missing, Optional<Instant> since, boolean alert)
            implements Verdict {
        /** Copies the list. */
        public Waiting {
            missing = List.copyOf(missing);
        }

        @Override
        public String text() {
            return (alert ? "ALERT: " : "") + "waiting for " + version + ": " + there + " of " + all
                    + since.map(t -> " since " + t).orElse("") + "; missing: " + String.join(", ", missing);
        }
    }

    /**
     * A rule forbids the update.
     *
     * @param reason which one
     * @param detail what exactly, and what to do
     */
    record Blocked(Block reason, String detail) implements Verdict {
        @Override
        public String text() {
            return "blocked: " + reason.label() + ": " + detail;
        }
    }
}
