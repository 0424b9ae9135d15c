package dev.teerex.attestation;

import dev.teerex.InputException;
import dev.teerex.Printable;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * The time that a document is judged at. In use it is now; the archive modes exist to look back at documents whose
 * certificates, which live about three hours, have expired. Results and reports say which one it was.
 */
public sealed interface VerificationTime {
    /** Now, by {@code clock}. */
    record Live(Clock clock) implements VerificationTime {
        @Override
        public Instant of(Instant documentTime) {
            return clock.instant();
        }

        @Override
        public String toString() {
            return "now";
        }
    }

    /**
     * The time that the document itself states. This proves what an enclave was, and nothing of when: freshness must come
     * from elsewhere.
     */
    record OfDocument() implements VerificationTime {
        @Override
        public Instant of(Instant documentTime) {
            return documentTime;
        }

        @Override
        public String toString() {
            return "document";
        }
    }

    /** A given instant: all rules are judged as if it were now. */
    record At(Instant instant) implements VerificationTime {
        @Override
        public Instant of(Instant documentTime) {
            return instant;
        }

        @Override
        public String toString() {
            return instant.toString();
        }
    }

    /** Returns the instant to judge at, for a document that states {@code documentTime}. */
    Instant of(Instant documentTime);

    /** Returns {@code now}, {@code document}, or the instant in ISO 8601. */
    @Override
    String toString();

    /**
     * Reads a time as {@link #toString()} gives it: {@code now}, {@code document}, or an instant such as
     * {@code 2026-11-21T12:00:00Z}.
     *
     * @param text the time
     * @param clock says what now is
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when it is none of these
     */
    static VerificationTime parse(String text, Clock clock) {
        return switch (text) {
            case "now" -> live(clock);
            case "document" -> ofDocument();
            default -> {
                try {
                    yield at(Instant.parse(text));
                } catch (DateTimeParseException e) {
                    throw new InputException(
                            InputException.Code.BAD_OPTION,
                            "a document is judged at \"now\", at the time of the \"document\", or at an instant such as"
                                    + " 2026-11-21T12:00:00Z, not at \"" + Printable.of(text) + "\"",
                            e);
                }
            }
        };
    }

    /** Returns now, by {@code clock}. */
    static VerificationTime live(Clock clock) {
        return new Live(clock);
    }

    /** Returns the archive mode that judges each document at its own time. */
    static VerificationTime ofDocument() {
        return new OfDocument();
    }

    /** Returns the archive mode that judges at {@code instant}. */
    static VerificationTime at(Instant instant) {
        return new At(instant);
    }
}
