package dev.teerex.download;

import java.util.List;
import java.util.Locale;
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
