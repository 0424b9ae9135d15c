package dev.teerex.attestation;

import java.time.Clock;
import java.time.Instant;

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
