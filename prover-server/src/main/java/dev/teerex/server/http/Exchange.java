package dev.teerex.server.http;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** One request, as routes see it. Not thread-safe. */
final class Exchange {
    private final Request request;

    Exchange(Request request) {
        this.request = request;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /**
     * Returns the only value of a query parameter.
     *
     * @throws ServerException with {@link Code#BAD_REQUEST} when the query cannot be decoded, or has it twice
     */
    Optional<String> query(String name) {
        try {
            Fields.Field field = Request.extractQueryParameters(request).get(name);
            if (field == null) {
                return Optional.empty();
            }
            List<String> values = field.getValues();
            if (values.size() != 1) {
                throw new ServerException(Code.BAD_REQUEST, "the query has " + name + " more than once");
            }
            return Optional.of(values.get(0));
        } catch (IllegalArgumentException e) {
            throw new ServerException(Code.BAD_REQUEST, "the query cannot be decoded", e);
        }
    }

    /** Returns how long the body says it is; -1 when it does not. */
    long announcedLength() {
        return request.getLength();
    }

    boolean isOctetStream() {
        return header(HttpHeader.CONTENT_TYPE.asString())
                .map(type -> type.split(";", 2)[0].strip())
                .filter("application/octet-stream"::equalsIgnoreCase)
                .isPresent();
    }

    InputStream body() {
        return Request.asInputStream(request);
    }

    ClientWatch watch() {
        return new ClientWatch(request);
    }
}
