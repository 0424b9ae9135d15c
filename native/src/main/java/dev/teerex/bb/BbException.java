package dev.teerex.bb;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import org.jspecify.annotations.Nullable;

/** The native prover could not be had, could not be run, or did not do what it was asked. */
public final class BbException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** What happened. */
    public enum Code implements Reason {
        /** There is no bb for this operating system and processor. */
        UNSUPPORTED_PLATFORM("TRX-B-001"),
        /** The version is not in the lock, and unlocked ones were not allowed. */
        NOT_IN_LOCK("TRX-B-002"),
        /** The package that arrived is not the one that was locked. */
        WRONG_INTEGRITY("TRX-B-003"),
        /** A binary, fresh or cached, is not the one that was locked. */
        WRONG_BINARY("TRX-B-004"),
        /** The package holds no bb for this platform. */
        NOT_IN_PACKAGE("TRX-B-005"),
        /** The cache cannot be written: full, read-only, or held by another build for too long. */
        CACHE_UNUSABLE("TRX-B-006"),
        /** The binary does not start on this system. */
        CANNOT_RUN("TRX-B-007"),
        /** The binary is of another version than was asked for. */
        WRONG_VERSION("TRX-B-008"),
        /** No npm registry is configured anywhere. */
        NO_REGISTRY("TRX-B-009"),
        /** The process ended by itself in the middle of its work. */
        DIED("TRX-B-010"),
        /** A signal ended the process: killed, out of memory, or crashed. */
        KILLED_BY_SIGNAL("TRX-B-011"),
        /** The process did not answer in time and was killed. */
        TIMED_OUT("TRX-B-012"),
        /** The caller gave up and the process was killed. */
        CANCELLED("TRX-B-013"),
        /** The process refused a command: most often an input that was made for another version. */
        REJECTED("TRX-B-014"),
        /** A proof was made, and then bb's check of it failed. */
        SELF_CHECK_FAILED("TRX-B-015"),
        /** The process answered something that this version of bb is not known to say. */
        PROTOCOL("TRX-B-016"),
        /**
         * The process said that it got no more memory, or none for a thread: it needs more than it has here, or an input is damaged
         * and announces something that is larger than any memory.
         */
        OUT_OF_MEMORY("TRX-B-017");

        private final String code;

        Code(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    private final Code reason;
    private final String bbSays;

    /**
     * Makes a failure.
     *
     * @param reason what happened
     * @param message what failed, where, and what to do next
     * @param cause what caused it, or null
     */
    public BbException(Code reason, String message, @Nullable Throwable cause) {
        this(reason, message, "", cause);
    }

    BbException(Code reason, String message, String bbSays, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
        this.bbSays = bbSays;
    }

    /**
     * Makes a failure without a cause.
     *
     * @param reason what happened
     * @param message what failed, where, and what to do next
     */
    public BbException(Code reason, String message) {
        this(reason, message, null);
    }

    @Override
    public Code reason() {
        return reason;
    }

    /** Returns bb's own words where it refused a command, else an empty text. Made for people: nothing should depend on it. */
    public String bbSays() {
        return bbSays;
    }
}
