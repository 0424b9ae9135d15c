package dev.teerex.updater.http;

import java.util.Optional;
import okhttp3.Headers;

/**
 * What a server answered, read completely.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body the body, within the limit that the caller set; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // carried from the socket to a parser, never compared
public record Answer(int status, Headers headers, byte[] body) {
    /** Returns a header's value, or empty when it is absent. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Returns whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
        return "Answer[status=" + status + ", bytes=" + body.length + "]";
    }
}
