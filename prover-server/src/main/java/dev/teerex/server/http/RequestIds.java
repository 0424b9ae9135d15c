package dev.teerex.server.http;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * What a request is called in its answer and in the log.
 *
 * @param random makes an identifier for a request that brings no good one
 */
record RequestIds(Supplier<String> random) {
    static final String HEADER = "X-Request-Id";
    private static final Pattern GOOD = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    String of(Request request) {
        return Optional.ofNullable(request.getHeaders().get(HEADER))
                .filter(id -> GOOD.matcher(id).matches())
                .orElseGet(random);
    }
}
