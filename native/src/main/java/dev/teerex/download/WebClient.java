package dev.teerex.download;

import dev.teerex.download.WebException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and returns one answer, both whole: within one time limit and one size limit, without following a
 * redirection and without sending anything twice. Thread-safe; close it to end its connections and threads.
 */
public final class WebClient implements AutoCloseable {
    /** Beyond a request's own limit, for a request that has to wait for its turn. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final int MAX_AT_ONCE = 64;

    private final HttpSettings settings;
    private @Nullable OkHttpClient client;
    private volatile boolean closed;

    /** Makes a client; nothing is connected yet. */
    public WebClient(HttpSettings settings) {
        this.settings = settings;
    }

    private synchronized OkHttpClient client() throws WebException {
        if (closed) {
            throw new WebException(Kind.CLOSED, false, null);
        }
        if (client == null) {
            client = Clients.of(settings)
                    // A proof takes minutes in which not a byte comes; each request has its own limit for the whole.
                    .readTimeout(Duration.ZERO)
                    .socketFactory(new PromptSockets(settings.connectTimeout()))
                    .eventListenerFactory(WebClient::listener)
                    // OkHttp sends a request again by itself after some failures and some answers.
                    .retryOnConnectionFailure(false)
                    .addNetworkInterceptor(WebClient::withoutRetryAfter)
                    .build();
            client.dispatcher().setMaxRequestsPerHost(MAX_AT_ONCE);
        }
        return client;
    }

    /**
     * Sends a request and waits for its answer. Interrupting the thread closes the connection.
     *
     * @return the answer, of whatever status
     * @throws WebException when there is no whole answer
     * @throws RuntimeException what the request's body or its listener threw; an {@link Error} of theirs comes out too
     * @throws InterruptedException when the thread is interrupted
     */
    public WebAnswer exchange(WebRequest request) throws WebException, InterruptedException {
        if (settings.offline()) {
            throw new WebException(Kind.OFFLINE, false, null);
        }
        Exchange exchange = new Exchange(request);
        OkHttpClient open = client();
        Call call = open.newCall(okRequest(request, exchange));
        call.timeout().timeout(request.limit().toNanos(), TimeUnit.NANOSECONDS);
        if (request.body() != null) {
            // A body is sent once. It must not be lost to an idle connection that the server has closed by now.
            open.connectionPool().evictAll();
        }
        call.enqueue(exchange);
        try {
            return exchange.answer().get(request.limit().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(exchange, e.getCause());
        } catch (TimeoutException e) {
            call.cancel();
            throw new WebException(Kind.TIMED_OUT, exchange.bodyBegun(), e);
        } catch (InterruptedException e) {
            call.cancel();
            throw e;
        }
    }

    private static EventListener listener(Call call) {
        return Objects.requireNonNull(call.request().tag(Exchange.class));
    }

    /** Keeps a header for whoever asked: OkHttp acts on it, and ends its thread where it is not what it should be. */
    private static Response withoutRetryAfter(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        Objects.requireNonNull(chain.request().tag(Exchange.class))
                .keepRetryAfter(response.header(WebAnswer.RETRY_AFTER));
        return response.newBuilder().removeHeader(WebAnswer.RETRY_AFTER).build();
    }

    private Request okRequest(WebRequest request, Exchange exchange) throws WebException {
        try {
            Request.Builder builder =
                    new Request.Builder().url(request.uri().toString()).tag(Exchange.class, exchange);
            request.headers().forEach(builder::header);
            // A compressed answer could be larger than it looks.
            builder.header("Accept-Encoding", "identity");
            @Nullable WebBody body = request.body();
            if (body != null) {
                builder.post(exchange.requestBody(body));
                // A body is never sent twice, so the proxy must not have to ask. Over TLS it is asked before the body.
                if ("http".equals(request.uri().getScheme())) {
                    Clients.proxyAuthorization(settings.proxies(), request.uri())
                            .ifPresent(value -> builder.header(Clients.PROXY_AUTHORIZATION, value));
                }
            }
            return builder.build();
        } catch (IllegalArgumentException notAnAddress) {
            // The cause is dropped: it quotes header values.
            throw new WebException(Kind.UNSENDABLE, false, null);
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private WebException failure(Exchange exchange, @Nullable Throwable cause) {
        rethrow(exchange.callersFailure());
        rethrow(cause);
        if (cause instanceof WebException already) {
            return already;
        }
        boolean begun = exchange.bodyBegun();
        // It quotes whoever answered, whose words go no further.
        @Nullable
        Throwable told =
                cause instanceof ProtocolException ? new ProtocolException("what was answered is not HTTP") : cause;
        if (closed) {
            // Whatever it looks like: closing broke it off.
            return new WebException(Kind.CLOSED, begun, told);
        }
        if (cause instanceof SocketTimeoutException && !begun) {
            return new WebException(Kind.NOT_CONNECTED, false, cause);
        }
        if (cause instanceof InterruptedIOException) {
            return new WebException(Kind.TIMED_OUT, begun, cause);
        }
        return new WebException(exchange.connected() ? Kind.BROKEN : Kind.NOT_CONNECTED, begun, told);
    }

    /** Ends its connections, and with them every request: that fails, and so does every later one. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.dispatcher().cancelAll();
            Clients.close(client);
        }
    }
}
