package dev.teerex.download;

import dev.teerex.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How downloads reach their servers.
 *
 * @param offline whether only {@code file:} addresses may be opened
 * @param proxies the proxies; the first that serves an address is used, none means a direct connection
 * @param connectTimeout the longest wait for a connection
 * @param idleTimeout the longest wait for the next bytes
 */
public record HttpSettings(boolean offline, List<ProxyServer> proxies, Duration connectTimeout, Duration idleTimeout) {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** Makes the value; the list is copied. */
    public HttpSettings {
        proxies = List.copyOf(proxies);
    }

    /** Returns settings for these proxies with a connect timeout of 10 s and an idle timeout of 30 s. */
    public static HttpSettings of(boolean offline, List<ProxyServer> proxies) {
        return new HttpSettings(offline, proxies, CONNECT, IDLE);
    }

    /**
     * Returns settings with the proxies that {@code http_proxy}, {@code https_proxy} and {@code no_proxy} name, in either
     * case, as curl and npm read them. A value that is not an address is ignored, as they do.
     */
    public static HttpSettings fromEnvironment(Machine machine, boolean offline) {
        List<String> direct =
                variable(machine, "no_proxy").map(ProxyServer::directHosts).orElse(List.of());
        List<ProxyServer> proxies = new ArrayList<>();
        for (String scheme : List.of("http", "https")) {
            variable(machine, scheme + "_proxy")
                    .flatMap(value -> ProxyServer.parse(scheme, value, direct))
                    .ifPresent(proxies::add);
        }
        return of(offline, proxies);
    }

    private static Optional<String> variable(Machine machine, String name) {
        return machine.variable(name).or(() -> machine.variable(name.toUpperCase(Locale.ROOT)));
    }
}
