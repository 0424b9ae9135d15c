package dev.teerex.download;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import dev.teerex.download.DownloadException.Code;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code http:}, {@code https:} and {@code file:} addresses for reading. Whoever waits for bytes is free at once, with {@link
 * Code#CANCELLED}, when the thread is interrupted or the downloader closed. A server that sends far less than a line carries is
 * given up like one that sends nothing. Thread-safe; close it to end its connections.
 */
public final class Downloader implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    private final HttpSettings settings;
    private final Ticker ticker;
    private final OpenCalls calls = new OpenCalls();
    private @Nullable OkHttpClient client;

    /** Makes a downloader that measures with the ticker of this machine; nothing is connected yet. */
    public Downloader(HttpSettings settings) {
        this(settings, Ticker.system());
    }

    /** For tests, which decide how time passes. */
    Downloader(HttpSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    /** Makes the client when the first address needs it: that takes half a second, and most builds fetch nothing. */
    private synchronized OkHttpClient client(URI uri) {
        if (calls.closed()) {
            throw failure(Code.UNREACHABLE, uri, "cannot be reached", null);
        }
        if (client == null) {
            client = Clients.of(settings)
                    .readTimeout(Clients.bounded(settings.idleTimeout()))
                    .socketFactory(new InterruptibleSockets())
                    .eventListener(calls)
                    .build();
        }
        return client;
    }

    /** Returns whether only {@code file:} addresses may be opened. */
    public boolean offline() {
        return settings.offline();
    }

    /** Opens a whole file; see {@link #open(URI, Map, long, long)}. */
    public Download open(URI uri, Map<String, String> headers) {
        return open(uri, headers, 0, -1);
    }

    /**
     * Opens a file, or a part of it.
     *
     * @param uri the address
     * @param headers request headers, such as credentials; they do not follow a redirect to another origin
     * @param from the first byte wanted
     * @param toExclusive the byte after the last one wanted, or -1 for all there are
     * @return the answer; its {@link Download#offset()} is 0 where the server cannot resume
     * @throws DownloadException with each of its codes but {@link Code#CUT}, which comes from reading the body; so may
     *     {@link Code#CANCELLED}
     */
    public Download open(URI uri, Map<String, String> headers, long from, long toExclusive) {
        return open(uri, headers, from, toExclusive, Duration.ZERO);
    }

    /**
     * Opens a file, or a part of it; each request for it must be over, with the whole answer, by a deadline. See {@link #open(URI,
     * Map, long, long)}.
     */
    public Download open(URI uri, Map<String, String> headers, long from, long toExclusive, Deadline deadline) {
        return open(uri, headers, from, toExclusive, Clients.bounded(Duration.ofMillis(deadline.remainingMillis())));
    }

    private Download open(URI uri, Map<String, String> headers, long from, long toExclusive, Duration limit) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        return switch (scheme) {
            case "file" -> openFile(uri, from);
            case "http", "https" -> openHttp(uri, headers, from, toExclusive, limit);
            default ->
                throw new DownloadException(Code.BAD_ADDRESS, uri, "only http, https and file can be fetched", null);
        };
    }

    /**
     * Opens a whole file whose body goes on by itself where a connection breaks. Only for content that is checked by its
     * hash afterwards: nothing else tells whether the file changed between two attempts.
     *
     * @param uri the address
     * @param headers request headers, such as credentials; they do not follow a redirect to another origin
     * @param attempts how many times the file may be opened in all, at least 1
     * @return the answer, from the file's first byte
     * @throws DownloadException as {@link #open(URI, Map, long, long)}
     */
    public Download openResuming(URI uri, Map<String, String> headers, int attempts) {
        Download first = open(uri, headers);
        InputStream body = new ResumingBody(first, from -> open(uri, headers, from, -1), attempts - 1);
        return new Download(uri, body, 0, first.totalLength());
    }

    private Download openHttp(URI uri, Map<String, String> headers, long from, long toExclusive, Duration limit) {
        if (settings.offline()) {
            throw new DownloadException(Code.OFFLINE, uri, "offline, so this is not fetched", null);
        }
        if (uri.getHost() == null) {
            throw new DownloadException(Code.BAD_ADDRESS, uri, "the address names no host", null);
        }
        URI target = uri;
        Map<String, String> sent = headers;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            Response response = send(target, sent, from, toExclusive, limit);
            try {
                @Nullable URI next = redirection(target, response);
                if (next == null) {
                    return answer(target, response, from, toExclusive);
                }
                response.close();
                sent = Origin.of(next).equals(Origin.of(target)) ? sent : Map.of();
                target = next;
            } catch (DownloadException e) {
                response.close();
                throw e;
            }
        }
        throw new DownloadException(Code.BAD_ANSWER, uri, "redirected more than " + MAX_REDIRECTS + " times", null);
    }

    private Response send(URI uri, Map<String, String> headers, long from, long toExclusive, Duration limit) {
        Request request;
        try {
            Request.Builder builder = new Request.Builder().url(uri.toString());
            headers.forEach(builder::header);
            // A compressed answer would have other offsets, and another hash where a server marks a .tgz as compressed.
            builder.header("Accept-Encoding", "identity");
            if (from > 0 || toExclusive >= 0) {
                builder.header("Range", "bytes=" + from + "-" + (toExclusive < 0 ? "" : toExclusive - 1));
            }
            request = builder.build();
        } catch (IllegalArgumentException notAnAddress) {
            // The cause is dropped: it quotes header values.
            throw new DownloadException(Code.BAD_ADDRESS, uri, "the address or a header cannot be sent", null);
        }
        try {
            Call call = client(uri).newCall(request);
            call.timeout().timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
            return call.execute();
        } catch (IOException e) {
            throw failure(
                    Code.UNREACHABLE, uri, "cannot be reached (" + e.getClass().getSimpleName() + ")", e);
        } catch (Exception e) {
            // Kotlin declares no exceptions: OkHttp's wait for a connection throws InterruptedException.
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw failure(Code.UNREACHABLE, uri, "cannot be reached", e);
            }
            throw e;
        }
    }

    /** Returns where the answer sends us, or null where it is no redirection. */
    private static @Nullable URI redirection(URI from, Response response) {
        @Nullable String location = response.header("Location");
        if (location == null || !response.isRedirect()) {
            return null;
        }
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException notAnAddress) {
            // The cause is dropped: it quotes the address, whose query may hold a secret.
            throw new DownloadException(Code.BAD_ANSWER, from, "redirects to what is no address", null);
        }
        boolean web = "https".equals(to.getScheme()) || ("http".equals(to.getScheme()) && !isSecure(from));
        if (!web || to.getHost() == null) {
            throw new DownloadException(Code.BAD_ANSWER, from, "redirects away from the web or from https", null);
        }
        return to;
    }

    private static boolean isSecure(URI uri) {
        return "https".equals(uri.getScheme());
    }

    private Download answer(URI uri, Response response, long from, long toExclusive) {
        int status = response.code();
        InputStream paced = new PacedStream(uri, response.body().byteStream(), settings.idleTimeout(), ticker);
        InputStream body = new CutDetector(uri, paced);
        if (status == 200) {
            return new Download(uri, body, 0, response.body().contentLength());
        }
        if (status == 206) {
            return new Download(uri, body, from, totalOf(uri, response.header("Content-Range"), from, toExclusive));
        }
        throw switch (status) {
            case 401, 403 -> refusal(Code.REFUSED, uri, status, ", it wants other credentials");
            case 407 -> refusal(Code.REFUSED, uri, status, ", the proxy wants other credentials");
            case 404, 410 -> refusal(Code.NOT_FOUND, uri, status, "");
            default -> refusal(Code.BAD_ANSWER, uri, status, "");
        };
    }

    private static DownloadException refusal(Code code, URI uri, int status, String hint) {
        return new DownloadException(code, uri, "the server answered HTTP " + status + hint, null);
    }

    /** Whatever it looks like: where the caller gave up, that is what ended it. */
    private DownloadException failure(Code otherwise, URI uri, String what, @Nullable Exception cause) {
        if (Thread.currentThread().isInterrupted()) {
            return new DownloadException(Code.CANCELLED, uri, "interrupted, so this was given up", cause);
        }
        if (calls.closed()) {
            return new DownloadException(Code.CANCELLED, uri, "downloads were closed, so this was given up", cause);
        }
        return new DownloadException(otherwise, uri, what, cause);
    }

    /** Returns the whole file's length, or -1, after checking that the part is the one asked for (RFC 9110, 14.4). */
    private static long totalOf(URI uri, @Nullable String contentRange, long from, long toExclusive) {
        Matcher range = CONTENT_RANGE.matcher(contentRange == null ? "" : contentRange);
        if (range.matches() && Long.parseLong(range.group(1)) == from) {
            long end = Long.parseLong(range.group(2)) + 1;
            long total = range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
            long wantedEnd = toExclusive < 0 || (total >= 0 && total < toExclusive) ? total : toExclusive;
            if (end == wantedEnd || wantedEnd < 0) {
                return total;
            }
        }
        throw new DownloadException(Code.BAD_ANSWER, uri, "the server sent another part than was asked for", null);
    }

    private Download openFile(URI uri, long from) {
        try {
            Path path = Path.of(uri);
            SeekableByteChannel channel = Files.newByteChannel(path);
            long size = channel.position(from).size();
            return new Download(uri, new CutDetector(uri, Channels.newInputStream(channel)), from, size);
        } catch (NoSuchFileException e) {
            throw new DownloadException(Code.NOT_FOUND, uri, "there is no such file", e);
        } catch (IOException | IllegalArgumentException e) {
            throw failure(Code.UNREACHABLE, uri, "the file cannot be opened", e);
        }
    }

    /** Ends its connections, and with them every download: that fails, and so does every later one. */
    @Override
    public synchronized void close() {
        calls.close();
        if (client != null) {
            Clients.close(client);
        }
    }

    /** Turns every failure in mid-transfer into one that says so. */
    private final class CutDetector extends FilterInputStream {
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

        @Override
        public long skip(long count) throws IOException {
            try {
                return super.skip(count);
            } catch (IOException e) {
                throw cut(e);
            }
        }

        private DownloadException cut(IOException cause) {
            return failure(Code.CUT, uri, "the connection broke before the end", cause);
        }
    }
}
