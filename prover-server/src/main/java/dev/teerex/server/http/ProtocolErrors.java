package dev.teerex.server.http;

import dev.teerex.server.ServerException;
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
        int status = response.getStatus();
        ServerException.Code kind = status >= 500 ? ServerException.Code.INTERNAL : ServerException.Code.BAD_REQUEST;
        metrics.count(Metric.REFUSALS, kind.code());
        String requestId = requestIds.get();
        String words = status >= 500 ? "Internal server error" : HttpStatus.getMessage(status);
        Answer answer = ErrorForm.OLDER.answer(new Problem(kind, kind.code(), words, Duration.ZERO), requestId);
        response.getHeaders().put("X-Request-Id", requestId);
        crossOrigin.headers(true, Optional.empty()).forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.JSON);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }
}
