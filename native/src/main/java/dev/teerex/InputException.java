package dev.teerex;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The caller's input cannot be used: who made the file, or wrote the option, must act. */
public final class InputException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the input. */
    public enum Code implements Reason {
        /** A file is missing, is a folder, or may not be read. */
        UNREADABLE("TRX-I-001"),
        /** The input holds nothing. */
        EMPTY("TRX-I-002"),
        /** The input ends before it is complete. */
        TRUNCATED("TRX-I-003"),
        /** The bytes are not of the format that is expected. */
        MALFORMED("TRX-I-004"),
        /** A part is larger than the limit for its kind, packed or unpacked. */
        TOO_LARGE("TRX-I-005"),
        /** A verification key is missing or has the wrong size. */
        BAD_VERIFICATION_KEY("TRX-I-006"),
        /** A step is not of the shape that proving needs: a field is missing or twice there. */
        BAD_STEP("TRX-I-007"),
        /** An option has a value that cannot be used. */
        BAD_OPTION("TRX-I-008"),
        /** A proof, or a file beside it, is not of the shape that its scheme has, or was changed since it was made. */
        BAD_PROOF("TRX-I-009");

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

    /**
     * Makes a failure.
     *
     * @param reason what is wrong
     * @param message what is wrong with which input, and what to do
     */
    public InputException(Code reason, String message) {
        this(reason, message, null);
    }

    /**
     * Makes a failure with a cause.
     *
     * @param reason what is wrong
     * @param message what is wrong with which input, and what to do
     * @param cause what caused it, or null
     */
    public InputException(Code reason, String message, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
    }

    /**
     * Returns the same failure, told of a file: for a reader of bytes that does not know where they came from. This one is not its
     * cause: who prints causes would say everything twice.
     *
     * @param file what was read
     */
    public InputException in(Path file) {
        InputException told = new InputException(reason, file + ": " + text(), getCause());
        told.setStackTrace(getStackTrace());
        return told;
    }

    @Override
    public Code reason() {
        return reason;
    }
}
