package dev.teerex.sdk;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an answer that is not 200 means: by its status, and by the code of our servers where they give one. */
final class ServerProblem {
    /** Of our servers: the message is encrypted to a key that the server does not have. */
    static final String WRONG_KEY = "TRX-S-010";

    private static final String UNKNOWN_VERSION = "TRX-S-011";
    private static final String INPUT_TOO_LARGE = "TRX-I-005";
    private static final String OUT_OF_MEMORY = "TRX-B-017";
    private static final Pattern CODE = Pattern.compile("TRX-[A-Z]-\\d{3}");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private ServerProblem() {}

    static RemoteException of(ServerAddress server, ServerAnswer answer) {
        int status = answer.status();
        JsonAnswer problem = answer.json().orElse(null);
        @Nullable
        String code =
                problem == null ? null : matching(CODE, problem.text("code").orElse(""));
        @Nullable
        String request = problem == null
                ? null
                : matching(REQUEST_ID, problem.text("requestId").orElse(""));
        RemoteException.Code reason = reason(status, code == null ? "" : code);
        String message = server + " answered HTTP " + status + (code == null ? "" : " (" + code + ")") + ": "
                + words(reason, code == null ? "" : code)
                + (request == null || !concernsOperator(reason, code == null ? "" : code)
                        ? ""
                        : "; its operator finds it as request " + request);
        return new RemoteException(reason, message, code, null);
    }

    private static @Nullable String matching(Pattern pattern, String text) {
        return pattern.matcher(text).matches() ? text : null;
    }

    private static RemoteException.Code reason(int status, String code) {
        return switch (status) {
            case 401, 403, 407 -> RemoteException.Code.CREDENTIALS;
            case 404, 405 -> RemoteException.Code.NO_ROUTE;
            case 409 -> code.equals(WRONG_KEY) ? RemoteException.Code.WRONG_KEY : RemoteException.Code.REJECTED;
            case 413 -> RemoteException.Code.TOO_LARGE;
            case 422 -> RemoteException.Code.BAD_INPUTS;
            case 429, 503 -> RemoteException.Code.BUSY;
            case 400 ->
                code.equals(UNKNOWN_VERSION) ? RemoteException.Code.UNKNOWN_VERSION : RemoteException.Code.REJECTED;
            default -> {
                if (status >= 300 && status < 400) {
                    yield RemoteException.Code.REDIRECTED;
                }
                yield status >= 400 && status < 500
                        ? RemoteException.Code.REJECTED
                        : status >= 500 ? RemoteException.Code.SERVER_FAILED : RemoteException.Code.BAD_ANSWER;
            }
        };
    }

    /** Returns whether it may be for the operator to act, and not for the caller alone. */
    private static boolean concernsOperator(RemoteException.Code reason, String code) {
        return switch (reason) {
            case BAD_INPUTS -> code.equals(INPUT_TOO_LARGE);
            case REDIRECTED -> false;
            default -> true;
        };
    }

    private static String words(RemoteException.Code reason, String code) {
        return switch (reason) {
            case CREDENTIALS -> "it, or a proxy before it, wants other credentials";
            case NO_ROUTE -> "it does not have this route; is it a prover server, and does it speak this contract?";
            case WRONG_KEY -> "it does not have the key that it gave out";
            case TOO_LARGE -> "the inputs are larger than it takes; ask its operator";
            case BAD_INPUTS -> badInputs(code);
            case BUSY -> "it has too much to do; try again later";
            case UNKNOWN_VERSION -> "it does not serve this version of bb";
            case REDIRECTED -> "it sends elsewhere; name the address that is meant";
            case SERVER_FAILED ->
                code.equals(OUT_OF_MEMORY)
                        ? "bb ran out of memory there: the inputs are damaged, or need more memory than its operator allows"
                        : "it failed; its operator must act";
            case BAD_ANSWER -> "that is not an answer of a prover server";
            default -> "it refuses the request";
        };
    }

    private static String badInputs(String code) {
        return switch (code) {
            case "TRX-S-021" ->
                "the proof is not for the verification key that came with the inputs; was that made by another version of bb, or"
                        + " for another verifier target?";
            case "TRX-I-002", "TRX-I-003" -> "an input is empty, or ends too early; copy or write it again";
            case "TRX-I-004", "TRX-I-007" ->
                "an input is not what it was said to be; check that it is the file that you mean";
            case INPUT_TOO_LARGE -> "an input is larger than it takes, packed or unpacked; its operator may allow more";
            case "TRX-I-006" ->
                "a verification key is missing or has the wrong size; write the inputs with precomputed keys";
            case "TRX-B-014" -> "bb refused these inputs there; were they made for this version of bb?";
            case "TRX-B-015" ->
                "bb made a proof of these inputs there that does not verify; do they belong together, and are they as they were"
                        + " written?";
            default -> "it cannot prove these inputs";
        };
    }
}
