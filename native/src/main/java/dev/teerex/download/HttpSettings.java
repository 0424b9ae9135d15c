package dev.teerex.download;

import dev.teerex.Machine;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
                variable(machine, "no_proxy").map(value -> List.of(value.split("[,\\s]+"))).orElse(List.of()).stream()
                        .filter(host -> !host.isBlank())
                        .flatMap(host -> host.startsWith("*") || host.startsWith(".")
                                ? List.of(host).stream()
                                : List.of(host, "." + host).stream())
                        .toList();
        List<ProxyServer> proxies = new ArrayList<>();
        for (String scheme : List.of("http", "https")) {
            variable(machine, scheme + "_proxy")
                    .flatMap(value -> parse(scheme, value, direct))
                    .ifPresent(proxies::add);
        }
        return of(offline, proxies);
    }

    private static Optional<String> variable(Machine machine, String name) {
        return machine.variable(name).or(() -> machine.variable(name.toUpperCase(Locale.ROOT)));
    }

    private static Optional<ProxyServer> parse(String scheme, String value, List<String> direct) {
        URI uri;
        try {
            uri = URI.create(value.contains("://") ? value : "http://" + value);
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
        if (uri.getHost() == null) {
            return Optional.empty();
        }
        @Nullable String userInfo = uri.getRawUserInfo();
        @Nullable String user = userInfo == null ? null : decode(userInfo.split(":", 2)[0]);
        @Nullable
        String password = userInfo == null || !userInfo.contains(":") ? null : decode(userInfo.split(":", 2)[1]);
        int port = uri.getPort() >= 0 ? uri.getPort() : 80;
        return Optional.of(new ProxyServer(scheme, uri.getHost(), port, user, password, direct));
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
