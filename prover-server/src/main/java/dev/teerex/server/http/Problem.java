package dev.teerex.server.http;

import dev.teerex.InputException;
import dev.teerex.TeeRexException;
import dev.teerex.bb.BbException;
import dev.teerex.nsm.NsmException;
import dev.teerex.server.ServerException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A failure as HTTP has it.
 *
 * @param kind what it is, for machines; each kind has one status
 * @param code the most exact code there is: that of the failure itself
 * @param detail what is wrong and what to do, without anything of a payload
 * @param retryAfter when to try again; zero for not at all
 */
record Problem(ServerException.Code kind, String code, String detail, Duration retryAfter) {
    private static final String URN = "urn:tee-rex:problem:";

    static Problem of(TeeRexException failure) {
        if (failure instanceof ServerException refused) {
            return new Problem(refused.reason(), refused.reason().code(), refused.text(), refused.retryAfter());
        }
        // What follows speaks of what was inside the message: its code is told, its words are not.
        if (failure instanceof InputException input) {
            if (input.reason() == InputException.Code.TOO_LARGE) {
                return new Problem(
                        ServerException.Code.BAD_INPUTS,
                        input.reason().code(),
                        "what is inside the message is larger than this server takes; its operator may allow more"
                                + " (--max-unpacked, --max-crs-points)",
                        Duration.ZERO);
            }
            return new Problem(
                    ServerException.Code.BAD_INPUTS,
                    input.reason().code(),
                    "what is inside the message cannot be proved; the code says in what way",
                    Duration.ZERO);
        }
        if (failure instanceof BbException bb) {
            return ofBb(bb);
        }
        if (failure instanceof NsmException module) {
            return new Problem(
                    ServerException.Code.ATTESTATION_FAILED,
                    module.reason().code(),
                    "the server cannot attest what it is; its operator must act",
                    Duration.ZERO);
        }
        return new Problem(
                ServerException.Code.PROOF_FAILED,
                failure.reason().code(),
                "the server cannot prove this now; its operator must act",
                Duration.ZERO);
    }

    private static Problem ofBb(BbException bb) {
        return switch (bb.reason()) {
            case REJECTED, SELF_CHECK_FAILED ->
                new Problem(
                        ServerException.Code.BAD_INPUTS,
                        bb.reason().code(),
                        "the prover refused the inputs; were they made for this version, and do they belong together?",
                        Duration.ZERO);
            case TIMED_OUT ->
                new Problem(
                        ServerException.Code.PROOF_TIMED_OUT,
                        bb.reason().code(),
                        "the proof took too long",
                        Duration.ZERO);
            case OUT_OF_MEMORY ->
                new Problem(
                        ServerException.Code.PROOF_FAILED,
                        bb.reason().code(),
                        "the prover ran out of memory: these inputs are damaged, or need more than it has here; its operator may"
                                + " allow more (--bb-memory)",
                        Duration.ZERO);
            default ->
                new Problem(ServerException.Code.PROOF_FAILED, bb.reason().code(), "the prover failed", Duration.ZERO);
        };
    }

    /** Returns the URI that names the kind: RFC 9457, section 3.1.1. It is a name, not a page. */
    String type() {
        return URN + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int status() {
        return switch (kind) {
            case BAD_REQUEST,
                    MALFORMED_BODY,
                    INVALID_BODY,
                    CLIENT_GONE,
                    UNDECRYPTABLE,
                    UNKNOWN_VERSION,
                    BAD_NONCE,
                    FORWARDED_HEADER -> 400;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case BODY_TOO_SLOW -> 408;
            case WRONG_KEY -> 409;
            case BODY_TOO_LARGE -> 413;
            case BAD_INPUTS, KEY_MISMATCH -> 422;
            case RATE_LIMITED -> 429;
            case TOO_MANY_UPLOADS, PAYLOAD_MEMORY_FULL, QUEUE_FULL, QUEUE_TIMED_OUT, STOPPING -> 503;
            case PROOF_TIMED_OUT -> 504;
            case PROOF_FAILED, ATTESTATION_FAILED, CANNOT_LISTEN, INTERNAL -> 500;
        };
    }

    /** Returns after how many whole seconds to try again; empty where that is not said. */
    OptionalLong retryAfterSeconds() {
        return retryAfter.isZero()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(1, (retryAfter.toMillis() + 999) / 1000));
    }

    /** Returns whether the connection cannot go on, as the rest of the request is unread. */
    boolean closesConnection() {
        return switch (kind) {
            case BODY_TOO_LARGE, BODY_TOO_SLOW, CLIENT_GONE, TOO_MANY_UPLOADS, STOPPING -> true;
            default -> false;
        };
    }
}
