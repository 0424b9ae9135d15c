package dev.teerex.download;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request: a GET, or a POST where there is a body.
 *
 * @param uri an {@code http:} or {@code https:} address with a host
 * @param headers request headers, such as credentials; never printed
 * @param body what is sent, or null
 * @param limit the longest time until the whole answer is here
 * @param maxAnswer how many bytes of answer are read at most
 * @param listener is told of the answer while it comes
 */
public record WebRequest(
        URI uri,
        Map<String, String> headers,
        @Nullable WebBody body,
        Duration limit,
        int maxAnswer,
        WebListener listener) {
    /** Makes the value; the headers are copied. */
    public WebRequest {
        headers = Map.copyOf(headers);
    }

    /** Makes a request of whose answer nobody is told before it is whole. */
    public WebRequest(URI uri, Map<String, String> headers, @Nullable WebBody body, Duration limit, int maxAnswer) {
        this(uri, headers, body, limit, maxAnswer, WebListener.NONE);
    }

    @Override
    public String toString() {
        return (body == null ? "GET " : "POST ") + uri.getHost() + uri.getPath();
    }
}
