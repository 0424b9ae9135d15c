package dev.teerex.server.http;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** One request, as routes see it. Not thread-safe. */
final class Exchange {
    private static final Pattern WEIGHT_ZERO = Pattern.compile("(?i);\\s*q=0(\\.0*)?\\s*(;|$)");

    private final Request request;
    private final EventStream events;
    private final ClientWatch watch;
    private final String client;

    /**
     * Makes the value.
     *
     * @param request the request
     * @param events where a route can say how far it is before it answers
     * @param watch looks whether the client is still there
     * @param client what the client is counted by: {@link ClientAddresses#key}
     */
    Exchange(Request request, EventStream events, ClientWatch watch, String client) {
        this.request = request;
        this.events = events;
        this.watch = watch;
        this.client = client;
    }

    String client() {
        return client;
    }

    EventStream events() {
        return events;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /**
     * Returns the only value of a header; an empty one is none.
     *
     * @throws ServerException with {@link Code#BAD_REQUEST} when it is there with another value too
     */
    Optional<String> onlyHeader(String name) {
        List<String> values = request.getHeaders().getValuesList(name).stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
        if (values.size() > 1) {
            throw new ServerException(Code.BAD_REQUEST, "the request has " + name + " with different values");
        }
        return values.stream().findFirst();
    }

    /**
     * Returns the only value of a query parameter, as it stands there: what routes take needs no escapes.
     *
     * @throws ServerException with {@link Code#BAD_REQUEST} when the query has it twice
     */
    Optional<String> query(String name) {
        String query = Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
        List<String> values = Stream.of(query.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .toList();
        if (values.size() > 1) {
            throw new ServerException(Code.BAD_REQUEST, "the query has " + name + " more than once");
        }
        return values.stream().findFirst();
    }

    /** Returns how long the body says it is; -1 when it does not. */
    long announcedLength() {
        return request.getLength();
    }

    /**
     * Returns whether the client names a media type in {@code Accept} (RFC 9110, section 12.5.1), with a weight above zero. What
     * it takes by a wildcard is not asked for.
     */
    boolean asksFor(String mediaType) {
        return request.getHeaders().getValuesList(HttpHeader.ACCEPT).stream()
                .flatMap(ranges -> Stream.of(ranges.split(",", -1)))
                .filter(range -> !WEIGHT_ZERO.matcher(range).find())
                .anyMatch(range -> withoutParameters(range).equalsIgnoreCase(mediaType));
    }

    private static String withoutParameters(String mediaType) {
        return mediaType.split(";", 2)[0].strip();
    }

    boolean isOctetStream() {
        return header(HttpHeader.CONTENT_TYPE.asString())
                .map(Exchange::withoutParameters)
                .filter("application/octet-stream"::equalsIgnoreCase)
                .isPresent();
    }

    InputStream body() {
        return Request.asInputStream(request);
    }

    ClientWatch watch() {
        return watch;
    }
}
