package dev.teerex.server.config;

import java.time.Duration;
import java.util.List;

/**
 * Where the server listens and whom it puts up with.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any
 * @param maxConnections how many connections there may be
 * @param idleTimeout how long a connection may go without a complete request, and a body without a byte
 * @param trustedProxies the proxies whose word on the client's address counts
 * @param corsOrigins the web origins that may call; empty for any on the older routes and none on the others
 * @param rateLimit how many requests for proofs and attestations one client may make in a minute; 0 for no limit
 */
public record ListenConfig(
        String host,
        int port,
        int maxConnections,
        Duration idleTimeout,
        List<AddressRange> trustedProxies,
        List<String> corsOrigins,
        int rateLimit) {
    /** Makes the value; the lists are copied. */
    public ListenConfig {
        trustedProxies = List.copyOf(trustedProxies);
        corsOrigins = List.copyOf(corsOrigins);
    }
}
