package dev.teerex.download;

import java.net.URI;
import java.util.Locale;

/**
 * Whom a request goes to (RFC 6454): credentials given for one origin are not for another.
 *
 * @param scheme the scheme in lower case
 * @param host the host in lower case
 * @param port the port, the scheme's own where the address names none
 */
public record Origin(String scheme, String host, int port) {

    /** Returns the origin of an {@code http:} or {@code https:} address that names a host. */
    public static Origin of(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(scheme);
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    /** Returns the host, with the port where it is not the scheme's own. */
    public String authority() {
        return port == defaultPort(scheme) ? host : host + ":" + port;
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
