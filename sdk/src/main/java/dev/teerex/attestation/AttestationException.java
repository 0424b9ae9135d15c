package dev.teerex.attestation;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An attestation document is rejected: nothing may be sent to the enclave that it is said to come from. */
public final class AttestationException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /**
     * Why a document is rejected. The first two digits of a code are the number of the rule in
     * {@code docs/attestation.md}; 00 is what comes before all rules.
     */
    public enum Code implements Reason {
        /** More bytes than any document has. */
        TOO_LARGE("TRX-A-001"),
        /** Bytes that are not CBOR, or are CBOR with a second spelling, a key twice, or trailing bytes. */
        MALFORMED("TRX-A-002"),
        /** Not an array of four, untagged or with tag 18. */
        NOT_COSE_SIGN1("TRX-A-010"),
        /** A protected header other than {@code {1: -35}}. */
        PROTECTED_HEADER("TRX-A-020"),
        /** An unprotected header that is not the empty map. */
        UNPROTECTED_HEADER("TRX-A-021"),
        /** A payload that is no byte string of 1 to 16384 bytes. */
        PAYLOAD_SIZE("TRX-A-030"),
        /** A signature that is no byte string of 96 bytes. */
        SIGNATURE_SIZE("TRX-A-031"),
        /** A signature with a half that is zero or not below the order of the curve. */
        SIGNATURE_RANGE("TRX-A-032"),
        /** A mandatory field is missing. */
        FIELD_MISSING("TRX-A-040"),
        /** A field that documents do not have. */
        FIELD_UNKNOWN("TRX-A-041"),
        /** The payload is not a map. */
        PAYLOAD_NOT_MAP("TRX-A-042"),
        /** The module id is no text, or empty. */
        MODULE_ID("TRX-A-050"),
        /** The digest is not {@code SHA384}. */
        DIGEST("TRX-A-051"),
        /** The timestamp is no positive number of milliseconds. */
        TIMESTAMP("TRX-A-052"),
        /** No map of 1 to 32 PCRs. */
        PCR_COUNT("TRX-A-060"),
        /** A PCR with a number that is not 0 to 31. */
        PCR_INDEX("TRX-A-061"),
        /** A PCR that is not 32, 48 or 64 bytes. */
        PCR_LENGTH("TRX-A-062"),
        /** The CA bundle is no array, or empty. */
        CABUNDLE_EMPTY("TRX-A-070"),
        /** A certificate of the CA bundle is not 1 to 1024 bytes. */
        CABUNDLE_SIZE("TRX-A-071"),
        /** The leaf certificate is not 1 to 1024 bytes. */
        CERTIFICATE_SIZE("TRX-A-072"),
        /** The public key is neither null nor 1 to 1024 bytes. */
        PUBLIC_KEY_SIZE("TRX-A-073"),
        /** The user data is neither null nor 0 to 512 bytes. */
        USER_DATA_SIZE("TRX-A-074"),
        /** The nonce is neither null nor 0 to 512 bytes. */
        NONCE_SIZE("TRX-A-075"),
        /** The chain does not begin with the trust anchor. */
        UNTRUSTED_ROOT("TRX-A-080"),
        /** The chain is longer than 8 certificates. */
        CHAIN_TOO_LONG("TRX-A-081"),
        /** Bytes that are not one X.509 certificate. */
        CERTIFICATE_MALFORMED("TRX-A-082"),
        /** A certificate whose issuer is not the subject before it. */
        CHAIN_BROKEN("TRX-A-083"),
        /** A certificate that the one before it did not sign. */
        CHAIN_SIGNATURE("TRX-A-084"),
        /** A certificate is past its validity. */
        CERTIFICATE_EXPIRED("TRX-A-090"),
        /** A certificate is before its validity. */
        CERTIFICATE_NOT_YET_VALID("TRX-A-091"),
        /** An issuer without critical basicConstraints that say CA. */
        NOT_AN_AUTHORITY("TRX-A-092"),
        /** More authorities under an issuer than its pathLen allows. */
        PATH_LENGTH("TRX-A-093"),
        /** An issuer without keyCertSign. */
        AUTHORITY_KEY_USAGE("TRX-A-094"),
        /** A leaf that is an authority. */
        LEAF_IS_AUTHORITY("TRX-A-095"),
        /** A leaf without digitalSignature. */
        LEAF_KEY_USAGE("TRX-A-096"),
        /** A key that is not on P-384, or a certificate signed by another algorithm than ECDSA with SHA-384. */
        NOT_P384("TRX-A-097"),
        /** A critical extension that this library does not judge. */
        CRITICAL_EXTENSION("TRX-A-098"),
        /** The leaf did not sign the document. */
        SIGNATURE("TRX-A-100"),
        /** The document is from more than 30 seconds ahead. */
        FROM_THE_FUTURE("TRX-A-110"),
        /** The document is older than the policy allows. */
        TOO_OLD("TRX-A-111"),
        /** The document was made outside the leaf's validity. */
        OUTSIDE_CERTIFICATE("TRX-A-112"),
        /** PCR0, 1 or 2 is missing or zero: the enclave runs in debug mode, and its parent reads its memory. */
        DEBUG_MODE("TRX-A-120"),
        /** PCR0 to 2 are together those of no image that the policy names. */
        IMAGE_MISMATCH("TRX-A-130"),
        /** PCR3, 4 or 8 is not the one of the policy. */
        PCR_MISMATCH("TRX-A-131"),
        /** The document carries no nonce although one was sent. */
        NONCE_MISSING("TRX-A-140"),
        /** The document carries another nonce than the one that was sent. */
        NONCE_MISMATCH("TRX-A-141"),
        /** The user data is not the canonical statement of a prover list. */
        PROVER_LIST_MISSING("TRX-A-150"),
        /** The user data states another prover list than the policy's. */
        PROVER_LIST_MISMATCH("TRX-A-151");

        private final String code;

        Code(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }

        /** Returns the number of the rule that was broken, 1 to 15, or 0 for what comes before all rules. */
        public int rule() {
            return Integer.parseInt(code.substring("TRX-A-".length(), code.length() - 1));
        }
    }

    private final Code reason;

    AttestationException(Code reason, String message) {
        this(reason, message, null);
    }

    AttestationException(Code reason, String message, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
    }

    /**
     * Returns the same failure, told of the server that showed the document, with the rule that it breaks. This one is not its
     * cause: who prints causes would say everything twice.
     *
     * @param server an address without credentials
     */
    public AttestationException from(URI server) {
        String by = isByPolicy() ? " by the policy" : "";
        String rule = reason.rule() == 0 ? "" : " (rule " + reason.rule() + ")";
        AttestationException told = new AttestationException(
                reason,
                "the attestation document of " + server + " is rejected" + by + rule + ": " + text(),
                getCause());
        told.setStackTrace(getStackTrace());
        return told;
    }

    /** Returns whether another policy might have accepted the document. */
    private boolean isByPolicy() {
        return switch (reason) {
            case TOO_OLD, IMAGE_MISMATCH, PCR_MISMATCH, PROVER_LIST_MISSING, PROVER_LIST_MISMATCH -> true;
            default -> false;
        };
    }

    /** Rejects a document unless what a rule asks for holds. */
    static void require(boolean holds, Code otherwise, String message) {
        if (!holds) {
            throw new AttestationException(otherwise, message);
        }
    }

    /** Rejects a document unless what a rule asks for holds; the message is made only then. */
    static void require(boolean holds, Code otherwise, Supplier<String> message) {
        if (!holds) {
            throw new AttestationException(otherwise, message.get());
        }
    }

    @Override
    public Code reason() {
        return reason;
    }
}
