package dev.teerex.download;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between this machine and the servers it downloads from.
 *
 * @param scheme the scheme of the addresses that go through it, {@code http} or {@code https}
 * @param host the proxy's host name or address
 * @param port its port
 * @param user the user name it asks for, or null
 * @param password the password it asks for, or null; never printed
 * @param directHosts hosts that are asked directly: a name, {@code *.suffix}, {@code .suffix}, or {@code *}
 */
public record ProxyServer(
        String scheme,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        List<String> directHosts) {

    /** Makes the value; the list is copied. */
    public ProxyServer {
        directHosts = List.copyOf(directHosts);
    }

    /**
     * Reads a proxy's address as curl and npm write it.
     *
     * @param scheme the scheme of the addresses that go through it
     * @param address {@code host:port} or {@code http://user:password@host:port}; port 80 where none is given
     * @param directHosts hosts that are asked directly
     * @return the proxy, or nothing where the address is none
     */
    public static Optional<ProxyServer> parse(String scheme, String address, List<String> directHosts) {
        URI uri;
        try {
            uri = URI.create(address.contains("://") ? address : "http://" + address);
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
        return Optional.of(new ProxyServer(scheme, uri.getHost(), port, user, password, directHosts));
    }

    /** Reads a list as {@code no_proxy} has it; a plain name there stands for its subdomains too. */
    public static List<String> directHosts(String list) {
        return Stream.of(list.split("[,\\s]+"))
                .filter(host -> !host.isEmpty())
                .flatMap(host ->
                        host.startsWith("*") || host.startsWith(".") ? Stream.of(host) : Stream.of(host, "." + host))
                .toList();
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Returns whether addresses of this scheme and host go through this proxy. */
    boolean serves(String uriScheme, String uriHost) {
        return scheme.equalsIgnoreCase(uriScheme)
                && directHosts.stream().noneMatch(pattern -> matches(pattern, uriHost.toLowerCase(Locale.ROOT)));
    }

    private static boolean matches(String pattern, String host) {
        String wanted = pattern.strip().toLowerCase(Locale.ROOT);
        if (wanted.startsWith("*")) {
            return host.endsWith(wanted.substring(1));
        }
        if (wanted.startsWith(".")) {
            return host.endsWith(wanted) || host.equals(wanted.substring(1));
        }
        return host.equals(wanted);
    }

    @Override
    public String toString() {
        return scheme + " proxy " + host + ":" + port;
    }
}
