package dev.teerex.server.http;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what never comes to a route, such as headers that are too large, in the form of the path where that is known. */
final class ProtocolErrors extends ErrorHandler {
    private final RouteTable routes;
    private final CrossOrigin crossOrigin;
    private final RequestIds requestIds;
    private final AccessLog accessLog;

    ProtocolErrors(RouteTable routes, CrossOrigin crossOrigin, RequestIds requestIds, AccessLog accessLog) {
        this.routes = routes;
        this.crossOrigin = crossOrigin;
        this.requestIds = requestIds;
        this.accessLog = accessLog;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = RouteTable.path(request);
        Optional<AccessLog.Entry> begun = AccessLog.of(request);
        AccessLog.Entry entry =
                begun.orElseGet(() -> accessLog.begin(request, routes.name(path), requestIds.of(request)));
        Problem problem = problem(response.getStatus(), begun.isPresent());
        if (problem.kind() == Code.BODY_TOO_SLOW) {
            response.setStatus(problem.status());
        }
        entry.failed(problem);
        ErrorForm form = routes.form(path);
        Answer answer = form.answer(problem, response.getStatus(), entry.requestId());
        response.getHeaders().put(RequestIds.HEADER, entry.requestId());
        crossOrigin
                .headers(
                        form == ErrorForm.OLDER,
                        Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN)))
                .forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        problem.retryAfterSeconds()
                .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, Long.toString(seconds)));
        if (begun.isEmpty()) {
            Request.addCompletionListener(request, failure -> entry.end(response, failure));
        }
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    private static Problem problem(int status, boolean handled) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            return Problem.of(ServerException.stopping());
        }
        if (status < 500 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505) {
            return problem(Code.BAD_REQUEST, HttpStatus.getMessage(status));
        }
        // Before a request is handled nothing of ours has run that could fail: its connection was closed as too slow.
        return handled
                ? problem(Code.INTERNAL, "something went wrong in the server")
                : problem(Code.BODY_TOO_SLOW, "the request came too slowly, or stopped coming");
    }

    private static Problem problem(Code kind, String detail) {
        return new Problem(kind, kind.code(), detail, Duration.ZERO);
    }
}
