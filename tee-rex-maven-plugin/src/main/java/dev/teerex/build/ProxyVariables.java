package dev.teerex.build;

import dev.teerex.download.ProxyServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Proxies in the variables that a server reads them from. Unlike on its command line, nobody else sees their passwords there.
 * There is one list of hosts that are asked directly for all of them, and a plain name stands there for its sub-domains too:
 * unlike {@code nonProxyHosts} of settings.xml, {@code no_proxy} has no form for a name alone.
 */
final class ProxyVariables {
    private static final String DIRECT = "no_proxy";
    private static final List<String> NAMES = List.of("http_proxy", "https_proxy", DIRECT);

    private ProxyVariables() {}

    /** Puts them into an environment, in the place of those that are there. */
    static void set(Map<String, String> environment, List<ProxyServer> proxies) {
        for (String name : NAMES) {
            environment.remove(name);
            environment.remove(name.toUpperCase(Locale.ROOT));
        }
        for (ProxyServer proxy : proxies) {
            environment.putIfAbsent(proxy.scheme() + "_proxy", address(proxy));
        }
        String direct = proxies.stream()
                .flatMap(proxy -> proxy.directHosts().stream())
                .distinct()
                .collect(Collectors.joining(","));
        if (!direct.isEmpty()) {
            environment.put(DIRECT, direct);
        }
    }

    private static String address(ProxyServer proxy) {
        @Nullable String user = proxy.user();
        @Nullable String password = proxy.password();
        @Nullable String userInfo = user == null || password == null ? user : user + ":" + password;
        try {
            return new URI("http", userInfo, proxy.host(), proxy.port(), null, null, null).toASCIIString();
        } catch (URISyntaxException e) {
            // The cause is dropped: it quotes the password.
            throw new BuildException(
                    BuildException.Code.SERVER_NOT_STARTED,
                    "the prover server cannot be told of the " + proxy
                            + " of settings.xml: that is no address; give its"
                            + " <host> as a name of letters, digits, dots and hyphens, or as an IP address",
                    null);
        }
    }
}
