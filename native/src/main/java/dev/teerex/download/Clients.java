package dev.teerex.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;

/** Makes OkHttp clients that reach servers as settings say, and ends them. */
final class Clients {
    static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    private Clients() {}

    static OkHttpClient.Builder of(HttpSettings settings) {
        return new OkHttpClient.Builder()
                .connectTimeout(bounded(settings.connectTimeout()))
                .writeTimeout(bounded(settings.idleTimeout()))
                .proxySelector(new SettingsProxySelector(settings.proxies()))
                .proxyAuthenticator(proxyCredentials(settings.proxies()))
                // OkHttp takes every header but Authorization along to another host.
                .followRedirects(false);
    }

    /** OkHttp takes less than a millisecond for no limit at all, and throws at more than an int holds. */
    static Duration bounded(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    static void close(OkHttpClient client) {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** Returns what to show the proxy that serves an address, where it wants to know who asks. */
    static Optional<String> proxyAuthorization(List<ProxyServer> proxies, URI uri) {
        return serving(proxies, uri).flatMap(Clients::authorization);
    }

    private static Optional<ProxyServer> serving(List<ProxyServer> proxies, URI uri) {
        return proxies.stream()
                .filter(proxy -> proxy.serves(uri.getScheme(), uri.getHost()))
                .findFirst();
    }

    private static Optional<String> authorization(ProxyServer proxy) {
        return Optional.ofNullable(proxy.user())
                .map(user -> Credentials.basic(user, proxy.password() == null ? "" : proxy.password()));
    }

    private static Authenticator proxyCredentials(List<ProxyServer> proxies) {
        return (route, response) -> {
            if (route == null || response.request().header(PROXY_AUTHORIZATION) != null) {
                return null;
            }
            // Inside of a tunnel it is the server that asks, whom the proxy's password is not for: RFC 9110, section
            // 11.7.1.
            if (response.request().isHttps() && !response.request().method().equals("CONNECT")) {
                return null;
            }
            if (!(route.proxy().address() instanceof InetSocketAddress address)) {
                return null;
            }
            return proxies.stream()
                    .filter(proxy -> proxy.host().equals(address.getHostString()) && proxy.port() == address.getPort())
                    .flatMap(proxy -> authorization(proxy).stream())
                    .findFirst()
                    .map(value -> response.request()
                            .newBuilder()
                            .header(PROXY_AUTHORIZATION, value)
                            .build())
                    .orElse(null);
        };
    }

    private static final class SettingsProxySelector extends ProxySelector {
        private final List<ProxyServer> proxies;

        SettingsProxySelector(List<ProxyServer> proxies) {
            this.proxies = proxies;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return serving(proxies, uri)
                    .map(proxy ->
                            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                    .map(List::of)
                    .orElse(List.of(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // Whoever sent the request gets this failure.
        }
    }
}
