package dev.teerex.server;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server refuses a request, or cannot do what it asks. Messages are for the client: nothing of a payload is in them. */
public final class ServerException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Code implements Reason {
        /** The request breaks the rules of HTTP. */
        BAD_REQUEST("TRX-S-001"),
        /** There is no such route. */
        NOT_FOUND("TRX-S-002"),
        /** The route does not take this method. */
        METHOD_NOT_ALLOWED("TRX-S-003"),
        /** The body is not JSON. */
        MALFORMED_BODY("TRX-S-004"),
        /** The body is JSON without a {@code data} string. */
        INVALID_BODY("TRX-S-005"),
        /** The body is larger than allowed. */
        BODY_TOO_LARGE("TRX-S-006"),
        /** The body, or the headers before it, came too slowly or stopped coming. */
        BODY_TOO_SLOW("TRX-S-007"),
        /** The connection ended in the middle of the request. */
        CLIENT_GONE("TRX-S-008"),
        /** The message cannot be decrypted. */
        UNDECRYPTABLE("TRX-S-009"),
        /** The message is encrypted to another key: the client must fetch the key again. */
        WRONG_KEY("TRX-S-010"),
        /** The version of bb is not served here. */
        UNKNOWN_VERSION("TRX-S-011"),
        /** The nonce is not hex of an acceptable length. */
        BAD_NONCE("TRX-S-012"),
        /** A header claims to speak for a client, and nobody here believes it. */
        FORWARDED_HEADER("TRX-S-013"),
        /** The client asks too often. */
        RATE_LIMITED("TRX-S-014"),
        /** Too many bodies are being received. */
        TOO_MANY_UPLOADS("TRX-S-015"),
        /** No memory is left for this payload. */
        PAYLOAD_MEMORY_FULL("TRX-S-016"),
        /** Too many proofs are waiting. */
        QUEUE_FULL("TRX-S-017"),
        /** The proof waited too long for its turn. */
        QUEUE_TIMED_OUT("TRX-S-018"),
        /** The server is stopping. */
        STOPPING("TRX-S-019"),
        /** What is inside the message cannot be proved. */
        BAD_INPUTS("TRX-S-020"),
        /** The proof's verification key is not the one that the client expects. */
        KEY_MISMATCH("TRX-S-021"),
        /** The proof took too long. */
        PROOF_TIMED_OUT("TRX-S-022"),
        /** The prover failed. */
        PROOF_FAILED("TRX-S-023"),
        /** The server cannot attest what it is. */
        ATTESTATION_FAILED("TRX-S-024"),
        /** The server cannot listen where it should. */
        CANNOT_LISTEN("TRX-S-025"),
        /** Something that nobody thought of. */
        INTERNAL("TRX-S-026");

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
    private final Duration retryAfter;

    /**
     * Makes a failure.
     *
     * @param reason why
     * @param message what is wrong and what to do, for the client
     */
    public ServerException(Code reason, String message) {
        this(reason, message, Duration.ZERO, null);
    }

    /**
     * Makes a failure with a cause.
     *
     * @param reason why
     * @param message what is wrong and what to do, for the client
     * @param cause what caused it, or null
     */
    public ServerException(Code reason, String message, @Nullable Throwable cause) {
        this(reason, message, Duration.ZERO, cause);
    }

    private ServerException(Code reason, String message, Duration retryAfter, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** Returns a failure that goes away by itself. */
    public static ServerException tryAgain(Code reason, String message, Duration after) {
        return new ServerException(reason, message, after, null);
    }

    /** Returns what is said to whom a stopping server cannot serve any more. */
    public static ServerException stopping() {
        return tryAgain(Code.STOPPING, "the server is stopping; ask another, or later", Duration.ofSeconds(10));
    }

    @Override
    public Code reason() {
        return reason;
    }

    /** Returns when to try again; zero for not at all. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
