package dev.teerex.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;

/** How a route puts failures. */
enum ErrorForm {
    /** {@code {"error","requestId"}}, with the words that older clients know. */
    OLDER {
        @Override
        Answer answer(Problem problem, int status, String requestId) {
            // A stranger learns nothing of why a message cannot be decrypted, nor of what was in one that could be.
            int told =
                    switch (problem.kind()) {
                        case WRONG_KEY -> 400;
                        case BAD_INPUTS, KEY_MISMATCH, PROOF_TIMED_OUT -> 500;
                        default -> status;
                    };
            return Answer.json(told, json -> {
                json.writeStringField("error", words(problem));
                json.writeStringField("requestId", requestId);
            });
        }
    },
    /** RFC 9457. */
    PROBLEM {
        @Override
        Answer answer(Problem problem, int status, String requestId) {
            return Answer.json(
                    status, "application/problem+json", json -> writeProblem(json, problem, status, requestId));
        }
    },
    /** RFC 9457, as the last event of a stream: its status and its headers are gone out already. */
    EVENT {
        @Override
        Answer answer(Problem problem, int status, String requestId) {
            return Answer.event("failed", json -> {
                if (problem.retryAfterSeconds().isPresent()) {
                    json.writeNumberField(
                            "retry_after", problem.retryAfterSeconds().getAsLong());
                }
                json.writeObjectFieldStart("problem");
                writeProblem(json, problem, status, requestId);
                json.writeEndObject();
            });
        }
    };

    /** Returns the answer with a status that is not that of its kind: HTTP has several for what breaks its rules. */
    abstract Answer answer(Problem problem, int status, String requestId);

    Answer answer(Problem problem, String requestId) {
        return answer(problem, problem.status(), requestId);
    }

    private static void writeProblem(JsonGenerator json, Problem problem, int status, String requestId)
            throws IOException {
        json.writeStringField("type", problem.type());
        json.writeStringField("title", problem.kind().name().replace('_', ' ').toLowerCase(Locale.ROOT));
        json.writeNumberField("status", status);
        json.writeStringField("detail", problem.detail());
        json.writeStringField("code", problem.code());
        json.writeStringField("requestId", requestId);
    }

    private static String words(Problem problem) {
        return switch (problem.kind()) {
            case MALFORMED_BODY, CLIENT_GONE -> "Malformed request body";
            case INVALID_BODY -> "Invalid request body: expected { data: string }";
            case UNDECRYPTABLE, WRONG_KEY -> "Failed to decrypt request payload";
            case BODY_TOO_LARGE -> "Request body too large";
            case BODY_TOO_SLOW -> "Request too slow";
            case NOT_FOUND -> "Not found";
            case METHOD_NOT_ALLOWED -> "Method not allowed";
            case RATE_LIMITED -> "Too many prove requests, try again later";
            case TOO_MANY_UPLOADS, PAYLOAD_MEMORY_FULL, QUEUE_FULL, QUEUE_TIMED_OUT -> "Server busy, try again later";
            case STOPPING -> "Server is stopping";
            case BAD_REQUEST, UNKNOWN_VERSION, BAD_NONCE, FORWARDED_HEADER -> problem.detail();
            case BAD_INPUTS, KEY_MISMATCH, PROOF_TIMED_OUT, PROOF_FAILED, ATTESTATION_FAILED, CANNOT_LISTEN, INTERNAL ->
                "Internal server error";
        };
    }
}
