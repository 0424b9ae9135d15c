package dev.teerex.updater.rig;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that goes wrong for the next requests that match.
 *
 * @param request a pattern for {@code METHOD /path}
 * @param kind what happens
 * @param status the status of an answer
 * @param headers its headers
 * @param body its body
 * @param times how often
 */
public record Fault(Pattern request, Kind kind, int status, Map<String, String> headers, String body, int times) {
    /** What happens. */
    public enum Kind {
        /** Another answer is given, and nothing is done. */
        ANSWER,
        /** The connection is cut, and nothing is done. */
        CUT_BEFORE,
        /** All is done, and the connection is cut before the answer. */
        CUT_AFTER,
        /** The list of pull requests is the one from before the last write. */
        STALE
    }

    /** An answer of that status. */
    public static Fault answer(String request, int status, Map<String, String> headers, int times) {
        return new Fault(Pattern.compile(request), Kind.ANSWER, status, headers, "", times);
    }

    /** An answer with that body, by a server that says all is well. */
    public static Fault answer(String request, String body, int times) {
        return new Fault(Pattern.compile(request), Kind.ANSWER, 200, Map.of(), body, times);
    }

    /** A cut connection, or stale lists. */
    public static Fault of(Kind kind, String request, int times) {
        return new Fault(Pattern.compile(request), kind, 0, Map.of(), "", times);
    }
}
