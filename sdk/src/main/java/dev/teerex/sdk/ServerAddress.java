package dev.teerex.sdk;

import dev.teerex.InputException;
import java.net.URI;

/**
 * Where a prover server is.
 *
 * @param uri its address, without a slash at the end
 */
record ServerAddress(URI uri) {
    private static final int MAX_PORT = 65_535;

    /**
     * Reads an address.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when it is not {@code http(s)://host[:port][/path]}
     */
    static ServerAddress of(URI uri) {
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web
                || uri.getHost() == null
                || uri.getPort() == 0
                || uri.getPort() > MAX_PORT
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            // The value stays out: people put passwords into addresses.
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "the address of a prover server must be http:// or https:// with a host, and may have a port (1 to"
                            + " 65535) and a path; nothing else");
        }
        return new ServerAddress(URI.create(uri.toString().replaceFirst("/+$", "")));
    }

    /** Returns a route of the server. */
    URI route(String pathAndQuery) {
        return URI.create(uri + pathAndQuery);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
