package dev.teerex.download;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A whole answer, of whatever status. Not to be believed before it is checked.
 *
 * @param status the status code
 * @param headers the headers, of each the last value; case does not matter
 * @param body the body; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record WebAnswer(int status, Map<String, String> headers, byte[] body) {
    /** The header that says when to ask again: RFC 9110, section 10.2.3. */
    public static final String RETRY_AFTER = "Retry-After";

    /** Makes the value; the headers are copied. */
    public WebAnswer {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = copy;
    }

    /** Returns a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}
