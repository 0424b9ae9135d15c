package dev.teerex.server.http;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.metrics.Metric;
import dev.teerex.server.metrics.Metrics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what never becomes a request, such as headers that are too large, in the form that older clients know. */
final class ProtocolErrors extends ErrorHandler {
    private final CrossOrigin crossOrigin;
    private final Supplier<String> requestIds;
    private final Metrics metrics;

    ProtocolErrors(CrossOrigin crossOrigin, Supplier<String> requestIds, Metrics metrics) {
        this.crossOrigin = crossOrigin;
        this.requestIds = requestIds;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Problem problem = problem(response.getStatus());
        metrics.count(Metric.REFUSALS, problem.code());
        String requestId = requestIds.get();
        // Only what is stopping is refused with the request at hand.
        ErrorForm form = problem.kind() == Code.STOPPING
                        && Request.getPathInContext(request).startsWith("/v1/")
                ? ErrorForm.PROBLEM
                : ErrorForm.OLDER;
        Answer answer = form.answer(problem, requestId);
        response.getHeaders().put("X-Request-Id", requestId);
        crossOrigin.headers(true, Optional.empty()).forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        problem.retryAfterSeconds()
                .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, Long.toString(seconds)));
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    private static Problem problem(int status) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            return Problem.of(ServerException.stopping());
        }
        Code kind = status >= 500 ? Code.INTERNAL : Code.BAD_REQUEST;
        String words = status >= 500 ? "Internal server error" : HttpStatus.getMessage(status);
        return new Problem(kind, kind.code(), words, Duration.ZERO);
    }
}
