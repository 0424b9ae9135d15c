package dev.teerex.crs;

import java.net.URI;

/**
 * An address of the file of plain G1 points. Prints without user information and query, which may hold secrets.
 *
 * @param address an http, https or file address
 */
public record CrsSource(URI address) {
    /** Returns whether it can be reached without a network. */
    boolean isLocal() {
        return "file".equals(address.getScheme());
    }

    @Override
    public String toString() {
        String host = address.getHost() == null ? "" : "//" + address.getHost();
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + ":" + host + port + address.getRawPath();
    }
}
