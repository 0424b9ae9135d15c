package dev.teerex.nsm;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import org.jspecify.annotations.Nullable;

/** The Nitro secure module is not there, refused, or failed. */
public final class NsmException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** What went wrong with the module. */
    public enum Code implements Reason {
        /** There is no device: this is not inside an enclave. */
        MISSING("TRX-N-001"),
        /** The device is there and cannot be opened. */
        NOT_OPENED("TRX-N-002"),
        /** A request, or a part of it, has a size that the module does not take. */
        TOO_LARGE("TRX-N-003"),
        /** The driver failed. */
        DRIVER_FAILED("TRX-N-004"),
        /** The module answered with an error of its own. */
        REFUSED("TRX-N-005"),
        /** The module answered what its protocol does not have. */
        BAD_ANSWER("TRX-N-006"),
        /** The module was closed before. */
        CLOSED("TRX-N-007"),
        /** A simulation was asked for where there is a real module. */
        SIMULATION_REFUSED("TRX-N-008");

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

    NsmException(Code reason, String message) {
        this(reason, message, null);
    }

    NsmException(Code reason, String message, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
    }

    @Override
    public Code reason() {
        return reason;
    }
}
