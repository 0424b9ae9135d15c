package dev.teerex.build;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import org.jspecify.annotations.Nullable;

/** A build step could not do, or did not find, what it is for. */
public final class BuildException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** What happened. */
    public enum Code implements Reason {
        /** The output folder cannot be written. */
        OUTPUT_UNWRITABLE("TRX-M-001"),
        /** A proof does not verify. */
        NOT_VERIFIED("TRX-M-002"),
        /** There is nothing to do this with: no input, no proof or no attestation document was named or found. */
        NOTHING_GIVEN("TRX-M-003"),
        /** A server's entry in settings.xml is missing or not whole, or its password cannot be decrypted. */
        CREDENTIALS("TRX-M-004"),
        /** An attestation document is rejected. */
        NOT_ATTESTED("TRX-M-005"),
        /** A server shows no attestation document. */
        NO_DOCUMENT("TRX-M-006"),
        /** An enclave image is not the one that was expected. */
        OTHER_IMAGE("TRX-M-007"),
        /** The updater could not do its work. */
        UPDATE_FAILED("TRX-M-008"),
        /** An update is blocked, or waits for something. */
        UPDATE_BLOCKED("TRX-M-009"),
        /** A prover server that the build wants does not start. */
        SERVER_NOT_STARTED("TRX-M-010");

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
     * @param reason what happened
     * @param message what failed, where, and what to do next
     * @param cause what caused it, or null
     */
    public BuildException(Code reason, String message, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
    }

    @Override
    public Code reason() {
        return reason;
    }
}
