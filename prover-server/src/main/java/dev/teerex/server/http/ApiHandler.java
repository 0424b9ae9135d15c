package dev.teerex.server.http;

import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final RouteTable routes;
    private final CrossOrigin crossOrigin;
    private final ClientAddresses addresses;
    private final RateLimiter limiter;
    private final ConnectionGuard guard;
    private final RequestIds requestIds;
    private final AccessLog accessLog;
    private final Ticker ticker;

    ApiHandler(
            RouteTable routes,
            CrossOrigin crossOrigin,
            ClientAddresses addresses,
            RateLimiter limiter,
            ConnectionGuard guard,
            RequestIds requestIds,
            AccessLog accessLog,
            Ticker ticker) {
        this.routes = routes;
        this.crossOrigin = crossOrigin;
        this.addresses = addresses;
        this.limiter = limiter;
        this.guard = guard;
        this.requestIds = requestIds;
        this.accessLog = accessLog;
        this.ticker = ticker;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Connection connection = request.getConnectionMetaData().getConnection();
        guard.began(connection);
        String path = RouteTable.path(request);
        List<Route> here = routes.at(path);
        ErrorForm form = routes.form(path);
        String requestId = requestIds.of(request);
        AccessLog.Entry entry = accessLog.begin(request, routes.name(path), requestId);
        Consumer<@Nullable Throwable> answered = failure -> {
            guard.ended(connection);
            entry.end(response, failure);
        };
        Request.addCompletionListener(request, answered);
        boolean older = form == ErrorForm.OLDER;
        EventStream events = new EventStream(response, () -> beginEvents(request, response, older, requestId), ticker);
        ClientWatch watch = new ClientWatch(request);
        Answer answer = answer(request, events, watch, here, form, entry);
        if (watch.sentMore()) {
            answer = answer.with(HttpHeader.CONNECTION.asString(), "close");
        }
        if (events.isBegun()) {
            events.end(answer, callback);
        } else {
            Callback sent = mayStillSend(request, answer) ? drained(request, callback, answered) : callback;
            send(request, response, sent, answer, older, requestId);
        }
        return true;
    }

    private Answer answer(
            Request request,
            EventStream events,
            ClientWatch watch,
            List<Route> here,
            ErrorForm form,
            AccessLog.Entry entry) {
        TeeRexException failure;
        String method = request.getMethod();
        if (method.equals("OPTIONS")) {
            return Answer.empty(204);
        }
        try {
            Optional<Route> route =
                    here.stream().filter(each -> each.takes(method)).findFirst();
            String client = admit(request, entry, route.filter(Route::limited).isPresent());
            refuseCodings(request);
            if (here.isEmpty()) {
                throw new ServerException(Code.NOT_FOUND, "there is no such route");
            }
            if (route.isEmpty()) {
                return failed(
                                new ServerException(Code.METHOD_NOT_ALLOWED, "this route does not take this method"),
                                form,
                                entry)
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
        return failed(failure, events.isBegun() ? ErrorForm.EVENT : form, entry);
    }

    /** RFC 9112, section 6.1: a body in a coding that is not undone here is not what the client means. */
    private static void refuseCodings(Request request) {
        for (String coding : request.getHeaders().getCSV(HttpHeader.TRANSFER_ENCODING, false)) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new ServerException(Code.BAD_REQUEST, "of transfer codings there is chunked only");
            }
        }
    }

    /**
     * Counts the request against whoever sent it before it looks at whom that speaks for, so that no header evades the count.
     *
     * @return what the client is counted by
     */
    private String admit(Request request, AccessLog.Entry entry, boolean limited) {
        InetAddress socket = AccessLog.socketAddress(request);
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
        entry.isFrom(client);
        String key = ClientAddresses.key(client);
        if (limited) {
            limiter.take(key);
        }
        return key;
    }

    private static String allowed(List<Route> here) {
        return here.stream()
                .map(route -> route.method().equals("GET") ? "GET, HEAD" : route.method())
                .collect(Collectors.joining(", ", "", ", OPTIONS"));
    }

    private static Answer failed(TeeRexException failure, ErrorForm form, AccessLog.Entry entry) {
        Problem problem = Problem.of(failure);
        entry.failed(problem, failure);
        Answer answer = form.answer(problem, entry.requestId());
        if (problem.retryAfterSeconds().isPresent()) {
            answer = answer.with(
                    HttpHeader.RETRY_AFTER.asString(),
                    Long.toString(problem.retryAfterSeconds().getAsLong()));
        }
        return problem.closesConnection() ? answer.with(HttpHeader.CONNECTION.asString(), "close") : answer;
    }

    private void send(
            Request request, Response response, Callback callback, Answer answer, boolean older, String requestId) {
        begin(request, response, answer.status(), older, requestId);
        answer.headers().forEach(response.getHeaders()::put);
        if (!answer.contentType().isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        }
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    /**
     * A client that asks first (RFC 9110, section 10.1.1) sends nothing after a refusal, unless it was let in before: whoever
     * reads a body has 100 sent, and 100 behind an answer would be none.
     */
    private static boolean mayStillSend(Request request, Answer answer) {
        boolean asked = request.getHeaders().contains(HttpHeader.EXPECT);
        return answer.status() >= 400 && (!asked || Request.getContentBytesRead(request) > 0);
    }

    /** Whoever goes on sending is refused already: that must keep nobody else's place, and is no part of the answer's time. */
    private static Callback drained(Request request, Callback callback, Consumer<@Nullable Throwable> answered) {
        return Callback.from(
                () -> {
                    answered.accept(null);
                    Drain.begin(request, callback);
                },
                callback::failed);
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
        response.getHeaders().put(RequestIds.HEADER, requestId);
        crossOrigin
                .headers(older, Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN)))
                .forEach(response.getHeaders()::put);
    }
}
