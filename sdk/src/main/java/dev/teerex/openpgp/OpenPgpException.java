package dev.teerex.openpgp;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key or a message is refused. The reasons are for the owner of the process: a server that tells a stranger which of
 * them it was helps him to probe, so it answers all of them alike (except, if it wants, {@link Code#WRONG_KEY}, which
 * anybody can read off the message).
 */
public final class OpenPgpException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** Why a key or a message is refused. */
    public enum Code implements Reason {
        /** The bytes break the rules of OpenPGP. */
        MALFORMED("TRX-P-001"),
        /** OpenPGP, but not the one profile that is spoken here. */
        UNSUPPORTED_PROFILE("TRX-P-002"),
        /** The message is encrypted to another key: {@link OpenPgpException#recipientFingerprint()} says to which. */
        WRONG_KEY("TRX-P-003"),
        /** An authentication tag does not match: the message was changed after it was encrypted. */
        TAMPERED("TRX-P-004"),
        /** The message ends before its last authentication tag. */
        TRUNCATED("TRX-P-005"),
        /** The key or the plaintext is larger than allowed. */
        TOO_LARGE("TRX-P-006"),
        /** A signature of the key is not by the key. */
        BAD_KEY_SIGNATURE("TRX-P-007"),
        /** The key, or one of its signatures, has expired. */
        KEY_EXPIRED("TRX-P-008"),
        /** The key carries a revocation. */
        KEY_REVOKED("TRX-P-009"),
        /** The key was made in the future: one of two clocks is wrong. */
        KEY_NOT_YET_VALID("TRX-P-010"),
        /** What was written is not as long as was announced. */
        LENGTH_MISMATCH("TRX-P-011");

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
    private final @Nullable String recipientFingerprint;

    OpenPgpException(Code reason, String message) {
        this(reason, message, null, null);
    }

    OpenPgpException(Code reason, String message, @Nullable Throwable cause) {
        this(reason, message, cause, null);
    }

    private OpenPgpException(
            Code reason, String message, @Nullable Throwable cause, @Nullable String recipientFingerprint) {
        super(reason, message, cause);
        this.reason = reason;
        this.recipientFingerprint = recipientFingerprint;
    }

    static OpenPgpException wrongKey(String recipientFingerprint) {
        return new OpenPgpException(
                Code.WRONG_KEY,
                "the message is encrypted to the key " + recipientFingerprint
                        + ", not to the one in use: fetch the recipient's key again and encrypt to that",
                null,
                recipientFingerprint);
    }

    @Override
    public Code reason() {
        return reason;
    }

    /**
     * Returns, for {@link Code#WRONG_KEY}, the fingerprint of the encryption subkey that the message names, to be
     * compared with {@link RecipientKey#subkeyFingerprint()}; empty for every other reason.
     */
    public Optional<String> recipientFingerprint() {
        return Optional.ofNullable(recipientFingerprint);
    }
}
