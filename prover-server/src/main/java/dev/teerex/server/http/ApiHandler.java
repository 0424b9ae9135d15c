package dev.teerex.server.http;

import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.log.JsonLog;
import dev.teerex.server.metrics.Metric;
import dev.teerex.server.metrics.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Finds the route, and turns its answer or its failure into a response that is logged and counted. Thread-safe. */
final class ApiHandler extends Handler.Abstract {
    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern GOOD_REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final String UNKNOWN = "unknown";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private final Map<String, List<Route>> routes;
    private final CrossOrigin crossOrigin;
    private final ClientAddresses addresses;
    private final RateLimiter limiter;
    private final ConnectionGuard guard;
    private final Supplier<String> requestIds;
    private final Metrics metrics;
    private final JsonLog log;
    private final Ticker ticker;

    ApiHandler(
            List<Route> routes,
            CrossOrigin crossOrigin,
            ClientAddresses addresses,
            RateLimiter limiter,
            ConnectionGuard guard,
            Supplier<String> requestIds,
            Metrics metrics,
            JsonLog log,
            Ticker ticker) {
        this.routes = routes.stream().collect(Collectors.groupingBy(Route::path));
        this.crossOrigin = crossOrigin;
        this.addresses = addresses;
        this.limiter = limiter;
        this.guard = guard;
        this.requestIds = requestIds;
        this.metrics = metrics;
        this.log = log;
        this.ticker = ticker;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Connection connection = request.getConnectionMetaData().getConnection();
        guard.began(connection);
        String path = Request.getPathInContext(request);
        List<Route> here = routes.getOrDefault(path, List.of());
        String name = here.isEmpty() ? UNKNOWN : path;
        String requestId = Optional.ofNullable(request.getHeaders().get(REQUEST_ID))
                .filter(id -> GOOD_REQUEST_ID.matcher(id).matches())
                .orElseGet(requestIds);
        long begin = ticker.nanos();
        Request.addCompletionListener(request, failure -> {
            guard.ended(connection);
            completed(request, response, name, requestId, Duration.ofNanos(ticker.nanos() - begin), failure);
        });
        boolean older = here.isEmpty() || here.get(0).isOlder();
        EventStream events = new EventStream(response, () -> beginEvents(request, response, older, requestId), ticker);
        ClientWatch watch = new ClientWatch(request);
        Answer answer = answer(request, events, watch, here, requestId);
        if (watch.sentMore()) {
            answer = answer.with(HttpHeader.CONNECTION.asString(), "close");
        }
        if (events.isBegun()) {
            events.end(answer, callback);
        } else {
            send(request, response, callback, answer, older, requestId);
        }
        return true;
    }

    private Answer answer(Request request, EventStream events, ClientWatch watch, List<Route> here, String requestId) {
        ErrorForm form = here.isEmpty() ? ErrorForm.OLDER : here.get(0).form();
        TeeRexException failure;
        String method = request.getMethod();
        if (method.equals("OPTIONS")) {
            return Answer.empty(204);
        }
        try {
            Optional<Route> route =
                    here.stream().filter(each -> each.takes(method)).findFirst();
            String client = admit(request, route.filter(Route::limited).isPresent());
            if (here.isEmpty()) {
                throw new ServerException(Code.NOT_FOUND, "there is no such route");
            }
            if (route.isEmpty()) {
                return failed(
                                new ServerException(Code.METHOD_NOT_ALLOWED, "this route does not take this method"),
                                form,
                                requestId)
                        .with(HttpHeader.ALLOW.asString(), allowed(here));
            }
            return route.get().handler().answer(new Exchange(request, events, watch, client));
        } catch (TeeRexException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = new ServerException(Code.STOPPING, "the server is stopping", e);
        } catch (IOException | RuntimeException e) {
            // Nobody else is there to answer: a fault of ours must not take the connection, nor show itself.
            failure = new ServerException(Code.INTERNAL, "something went wrong in the server", e);
        }
        return failed(failure, events.isBegun() ? ErrorForm.EVENT : form, requestId);
    }

    /**
     * Counts the request against whoever sent it before it looks at whom that speaks for, so that no header evades the count.
     *
     * @return what the client is counted by
     */
    private String admit(Request request, boolean limited) {
        InetAddress socket = socketAddress(request);
        boolean claims = ClientAddresses.CLAIMS.stream()
                .anyMatch(claim -> request.getHeaders().contains(claim));
        InetAddress client;
        try {
            client = addresses.of(socket, claims, request.getHeaders().getValuesList("X-Forwarded-For"));
        } catch (ServerException e) {
            if (limited) {
                limiter.take(ClientAddresses.key(socket));
            }
            throw e;
        }
        String key = ClientAddresses.key(client);
        if (limited) {
            limiter.take(key);
        }
        return key;
    }

    private static InetAddress socketAddress(Request request) {
        if (request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress inet
                && inet.getAddress() != null) {
            return inet.getAddress();
        }
        return InetAddress.getLoopbackAddress();
    }

    private static String allowed(List<Route> here) {
        return here.stream()
                .map(route -> route.method().equals("GET") ? "GET, HEAD" : route.method())
                .collect(Collectors.joining(", ", "", ", OPTIONS"));
    }

    private Answer failed(TeeRexException failure, ErrorForm form, String requestId) {
        Problem problem = Problem.of(failure);
        metrics.count(Metric.REFUSALS, problem.code());
        if (problem.status() >= 500) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("requestId", requestId);
            fields.put("code", problem.code());
            fields.put("exception", origin(failure));
            log.write(JsonLog.Level.ERROR, "failure", fields);
        }
        Answer answer = form.answer(problem, requestId);
        if (problem.retryAfterSeconds().isPresent()) {
            answer = answer.with(
                    HttpHeader.RETRY_AFTER.asString(),
                    Long.toString(problem.retryAfterSeconds().getAsLong()));
        }
        return problem.closesConnection() ? answer.with(HttpHeader.CONNECTION.asString(), "close") : answer;
    }

    /** Returns where a failure comes from, without its words, which may be those of a payload. */
    private static String origin(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        return root.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private void send(
            Request request, Response response, Callback callback, Answer answer, boolean older, String requestId) {
        begin(request, response, answer.status(), older, requestId);
        answer.headers().forEach(response.getHeaders()::put);
        if (!answer.contentType().isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        }
        response.write(
                true,
                ByteBuffer.wrap(answer.body()),
                mayStillSend(request, answer) ? drained(request, callback) : callback);
    }

    /** A client that asks first (RFC 9110, section 10.1.1) sends nothing after a refusal. */
    private static boolean mayStillSend(Request request, Answer answer) {
        return answer.status() >= 400 && !request.getHeaders().contains(HttpHeader.EXPECT);
    }

    private Callback drained(Request request, Callback callback) {
        return Callback.from(() -> new Drain(request, ticker, callback).run(), callback::failed);
    }

    private void beginEvents(Request request, Response response, boolean older, String requestId) {
        begin(request, response, HttpStatus.OK_200, older, requestId);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, EventStream.MEDIA_TYPE);
        // What the client sent meanwhile may be lost by then; see ClientWatch.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            // Else the end of the connection would be the end of the answer, and a cut one look whole.
            response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
        }
    }

    private void begin(Request request, Response response, int status, boolean older, String requestId) {
        response.setStatus(status);
        response.getHeaders().put(REQUEST_ID, requestId);
        crossOrigin
                .headers(older, Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN)))
                .forEach(response.getHeaders()::put);
    }

    private void completed(
            Request request,
            Response response,
            String route,
            String requestId,
            Duration time,
            @Nullable Throwable failure) {
        metrics.count(Metric.REQUESTS, route, Integer.toString(response.getStatus()));
        metrics.observe(Metric.REQUEST_SECONDS, time, route);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("requestId", requestId);
        fields.put("client", socketAddress(request).getHostAddress());
        fields.put("method", METHODS.contains(request.getMethod()) ? request.getMethod() : UNKNOWN);
        fields.put("route", route);
        fields.put("status", response.getStatus());
        fields.put("millis", time.toMillis());
        fields.put("bytesIn", Request.getContentBytesRead(request));
        if (failure != null) {
            fields.put("broken", failure.getClass().getSimpleName());
        }
        log.write(JsonLog.Level.INFO, "request", fields);
    }
}
