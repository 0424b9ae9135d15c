package dev.teerex.download;

import dev.teerex.download.DownloadException.Code;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Opens {@code http:}, {@code https:} and {@code file:} addresses for reading. Thread-safe; close it to end its connections. */
public final class Downloader implements AutoCloseable {
    private final HttpSettings settings;
    private final OkHttpClient client;

    /** Makes a downloader; nothing is connected yet. */
    public Downloader(HttpSettings settings) {
        this.settings = settings;
        this.client = new OkHttpClient.Builder()
                .connectTimeout(settings.connectTimeout())
                .readTimeout(settings.idleTimeout())
                .writeTimeout(settings.idleTimeout())
                .proxySelector(new SettingsProxySelector(settings.proxies()))
                .proxyAuthenticator(proxyCredentials(settings.proxies()))
                .build();
    }

    /** Opens a whole file; see {@link #open(URI, Map, long, long)}. */
    public Download open(URI uri, Map<String, String> headers) {
        return open(uri, headers, 0, -1);
    }

    /**
     * Opens a file, or a part of it.
     *
     * @param uri the address
     * @param headers request headers, such as credentials; they do not follow a redirect to another host
     * @param from the first byte wanted
     * @param toExclusive the byte after the last one wanted, or -1 for all there are
     * @return the answer; its {@link Download#offset()} is 0 where the server cannot resume
     * @throws DownloadException with each of its codes but {@link Code#CUT}, which comes from reading the body
     */
    public Download open(URI uri, Map<String, String> headers, long from, long toExclusive) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        return switch (scheme) {
            case "file" -> openFile(uri, from);
            case "http", "https" -> openHttp(uri, headers, from, toExclusive);
            default ->
                throw new DownloadException(Code.BAD_ADDRESS, uri, "only http, https and file can be fetched", null);
        };
    }

    private Download openHttp(URI uri, Map<String, String> headers, long from, long toExclusive) {
        if (settings.offline()) {
            throw new DownloadException(Code.OFFLINE, uri, "offline, so this is not fetched", null);
        }
        Request.Builder request;
        try {
            request = new Request.Builder().url(uri.toString());
            headers.forEach(request::header);
        } catch (IllegalArgumentException notAnAddress) {
            // The cause is dropped: it quotes header values.
            throw new DownloadException(Code.BAD_ADDRESS, uri, "the address or a header cannot be sent", null);
        }
        boolean partial = from > 0 || toExclusive >= 0;
        if (partial) {
            request.header("Range", "bytes=" + from + "-" + (toExclusive < 0 ? "" : toExclusive - 1));
            // A compressed answer would have other offsets.
            request.header("Accept-Encoding", "identity");
        }
        Response response;
        try {
            response = client.newCall(request.build()).execute();
        } catch (IOException e) {
            throw new DownloadException(
                    Code.UNREACHABLE, uri, "cannot be reached (" + e.getClass().getSimpleName() + ")", e);
        }
        try {
            return answer(uri, response, partial ? from : 0);
        } catch (DownloadException e) {
            response.close();
            throw e;
        }
    }

    private static Download answer(URI uri, Response response, long from) {
        int status = response.code();
        InputStream body = new CutDetector(uri, response.body().byteStream());
        long length = response.body().contentLength();
        if (status == 200) {
            return new Download(body, 0, length);
        }
        if (status == 206) {
            @Nullable String range = response.header("Content-Range");
            if (range == null || !range.startsWith("bytes " + from + "-")) {
                throw new DownloadException(
                        Code.BAD_ANSWER, uri, "the server sent another part than was asked for", null);
            }
            return new Download(body, from, totalOf(range));
        }
        Code code =
                switch (status) {
                    case 401, 403, 407 -> Code.REFUSED;
                    case 404, 410 -> Code.NOT_FOUND;
                    default -> Code.BAD_ANSWER;
                };
        throw new DownloadException(code, uri, "the server answered HTTP " + status, null);
    }

    private static long totalOf(String contentRange) {
        String total = contentRange.substring(contentRange.lastIndexOf('/') + 1);
        return total.matches("\\d{1,18}") ? Long.parseLong(total) : -1;
    }

    private static Download openFile(URI uri, long from) {
        try {
            Path path = Path.of(uri);
            SeekableByteChannel channel = Files.newByteChannel(path);
            channel.position(from);
            return new Download(new CutDetector(uri, Channels.newInputStream(channel)), from, channel.size());
        } catch (NoSuchFileException e) {
            throw new DownloadException(Code.NOT_FOUND, uri, "there is no such file", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new DownloadException(Code.UNREACHABLE, uri, "the file cannot be opened", e);
        }
    }

    private static Authenticator proxyCredentials(List<ProxyServer> proxies) {
        return (route, response) -> {
            if (route == null || response.request().header("Proxy-Authorization") != null) {
                return null;
            }
            if (!(route.proxy().address() instanceof InetSocketAddress address)) {
                return null;
            }
            for (ProxyServer proxy : proxies) {
                if (proxy.user() != null
                        && proxy.host().equals(address.getHostString())
                        && proxy.port() == address.getPort()) {
                    String password = proxy.password() == null ? "" : proxy.password();
                    return response.request()
                            .newBuilder()
                            .header("Proxy-Authorization", Credentials.basic(proxy.user(), password))
                            .build();
                }
            }
            return null;
        };
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    private static final class SettingsProxySelector extends ProxySelector {
        private final List<ProxyServer> proxies;

        SettingsProxySelector(List<ProxyServer> proxies) {
            this.proxies = proxies;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return proxies.stream()
                    .filter(proxy -> proxy.serves(uri.getScheme(), uri.getHost()))
                    .findFirst()
                    .map(proxy ->
                            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                    .map(List::of)
                    .orElse(List.of(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // The caller of open gets this failure.
        }
    }

    /** Turns every failure in mid-transfer into one that says so. */
    private static final class CutDetector extends FilterInputStream {
        private final URI uri;

        CutDetector(URI uri, InputStream in) {
            super(in);
            this.uri = uri;
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw cut(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw cut(e);
            }
        }

        private DownloadException cut(IOException cause) {
            return new DownloadException(Code.CUT, uri, "the connection broke before the end", cause);
        }
    }
}
