package dev.teerex.enclave;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import org.jspecify.annotations.Nullable;

/** The enclave's image cannot be made: who builds it must act. */
public final class EnclaveBuildException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Code implements Reason {
        /** A program of the building machine is missing, fails or does not end. */
        TOOL_FAILED("TRX-V-001"),
        /** The kernel is not the one whose digest was given. */
        WRONG_KERNEL("TRX-V-002"),
        /** A library of the building machine is not the one that is locked. */
        UNLOCKED_LIBRARY("TRX-V-003"),
        /** Something is wanted that only a test image may have. */
        TEST_ONLY("TRX-V-004"),
        /** A file cannot be read or written. */
        FILE("TRX-V-005");

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

    EnclaveBuildException(Code reason, String message, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
    }

    @Override
    public Code reason() {
        return reason;
    }
}
