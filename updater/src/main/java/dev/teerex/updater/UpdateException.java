package dev.teerex.updater;

import org.jspecify.annotations.Nullable;

/**
 * The updater could not do its work. That it may not update, because a rule forbids it, is a result and not a failure.
 *
 * <p>Messages name what failed, where, and what to do next; never a token or a key.
 */
public final class UpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong; the code of each constant stays the same from release to release. */
    public enum Code {
        /** The configuration file, an option or a variable cannot be used. */
        BAD_CONFIGURATION("TRX-U-001"),
        /** Nothing says where the npm registry is. */
        REGISTRY_NOT_FOUND("TRX-U-002"),
        /** The registry did not answer, or only with server errors, after all attempts. */
        REGISTRY_UNREACHABLE("TRX-U-003"),
        /** The registry answered with something that is not a package document, or with a refusal. */
        REGISTRY_ANSWER("TRX-U-004"),
        /** Credentials are missing, are malformed, or are refused. */
        BAD_CREDENTIALS("TRX-U-005"),
        /** GitHub did not answer a read, or only with server errors, after all attempts. */
        GITHUB_UNREACHABLE("TRX-U-006"),
        /** GitHub answered with something that cannot be understood, or with a refusal. */
        GITHUB_ANSWER("TRX-U-007"),
        /** A write was sent and no usable answer came: it may or may not have been done. */
        WRITE_UNCERTAIN("TRX-U-008"),
        /** GitHub understood a write and refused it. */
        WRITE_REFUSED("TRX-U-009"),
        /** A rate limit asks for a longer wait than is allowed here. */
        RATE_LIMITED("TRX-U-010"),
        /** The git remote cannot be read. */
        GIT_UNREACHABLE("TRX-U-011"),
        /** The branch moved between reading and pushing. */
        LEASE_LOST("TRX-U-012"),
        /** The git server refused the push. */
        PUSH_REJECTED("TRX-U-013"),
        /** A file cannot be edited safely: it is malformed, too large, or ambiguous. */
        BAD_FILE("TRX-U-014"),
        /** A package archive is not what its integrity says, or lacks what is needed from it. */
        BAD_TARBALL("TRX-U-015"),
        /** The thread was interrupted. */
        INTERRUPTED("TRX-U-016"),
        /** A step was taken several times and its effect never became visible. */
        NOT_CONVERGED("TRX-U-017");

        private final String code;

        Code(String code) {
            this.code = code;
        }

        /** Returns the stable code, such as {@code TRX-U-003}. */
        public String code() {
            return code;
        }
    }

    private final Code reason;

    /**
     * Makes a failure.
     *
     * @param reason what went wrong
     * @param message what failed, where, and what to do next
     */
    public UpdateException(Code reason, String message) {
        this(reason, message, null);
    }

    /**
     * Makes a failure with a cause.
     *
     * @param reason what went wrong
     * @param message what failed, where, and what to do next
     * @param cause what caused it, or null
     */
    public UpdateException(Code reason, String message, @Nullable Throwable cause) {
        super(reason.code() + ": " + message, cause);
        this.reason = reason;
    }

    /** Returns what went wrong, to decide on. */
    public Code reason() {
        return reason;
    }
}
