package dev.teerex.server.http;

import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.crs.CrsException;
import dev.teerex.download.DownloadException;
import dev.teerex.server.config.Option;
import dev.teerex.server.log.JsonLog;
import dev.teerex.server.metrics.Metric;
import dev.teerex.server.metrics.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** Counts each request, and writes a line for it when it is over. Thread-safe. */
final class AccessLog {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final String ENTRY = Entry.class.getName();

    private final Metrics metrics;
    private final JsonLog log;
    private final Ticker ticker;

    AccessLog(Metrics metrics, JsonLog log, Ticker ticker) {
        this.metrics = metrics;
        this.log = log;
        this.ticker = ticker;
    }

    /** Begins the entry of a request. */
    Entry begin(Request request, String route, String requestId) {
        Entry entry = new Entry(request, route, requestId);
        request.setAttribute(ENTRY, entry);
        return entry;
    }

    /** Returns the entry that was begun for a request, if one was. */
    static Optional<Entry> of(Request request) {
        return Optional.ofNullable((Entry) request.getAttribute(ENTRY));
    }

    /** What becomes of one request. Thread-safe. */
    final class Entry {
        private final Request request;
        private final String route;
        private final String requestId;
        private final long begin = ticker.nanos();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile InetAddress client;
        private volatile String code = "";

        private Entry(Request request, String route, String requestId) {
            this.request = request;
            this.route = route;
            this.requestId = requestId;
            this.client = socketAddress(request);
        }

        String requestId() {
            return requestId;
        }

        /** It is another's than the connection's: a trusted proxy says so. */
        void isFrom(InetAddress address) {
            client = address;
        }

        /** It is refused, or fails; the last one counts. */
        void failed(Problem problem) {
            metrics.count(Metric.REFUSALS, problem.code());
            code = problem.code();
        }

        /** It fails; a fault of the server's own has a line to itself. That it is busy or stopping, and says so, is none. */
        void failed(Problem problem, TeeRexException failure) {
            failed(problem);
            if (problem.status() >= 500 && problem.retryAfterSeconds().isEmpty()) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("requestId", requestId);
                fields.put("code", problem.code());
                fields.put("detail", problem.detail());
                fields.put("exception", origin(failure));
                words(failure).ifPresent(words -> fields.put("message", Option.named(words)));
                log.write(JsonLog.Level.ERROR, "failure", fields);
            }
        }

        /** Its answer is out, or broken; what comes after the first time changes nothing. */
        void end(Response response, @Nullable Throwable failure) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            Duration time = Duration.ofNanos(ticker.nanos() - begin);
            metrics.count(Metric.REQUESTS, route, Integer.toString(response.getStatus()));
            metrics.observe(Metric.REQUEST_SECONDS, time, route);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("requestId", requestId);
            fields.put("client", client.getHostAddress());
            fields.put("method", METHODS.contains(request.getMethod()) ? request.getMethod() : RouteTable.UNKNOWN);
            fields.put("route", route);
            fields.put("status", response.getStatus());
            if (!code.isEmpty()) {
                fields.put("code", code);
            }
            fields.put("millis", time.toMillis());
            fields.put("bytesIn", Request.getContentBytesRead(request));
            if (failure != null) {
                fields.put("broken", failure.getClass().getSimpleName());
            }
            log.write(JsonLog.Level.INFO, "request", fields);
        }
    }

    /** Returns who is at the other end of the connection. */
    static InetAddress socketAddress(Request request) {
        if (request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress inet
                && inet.getAddress() != null) {
            return inet.getAddress();
        }
        return InetAddress.getLoopbackAddress();
    }

    /**
     * Returns what the CRS or a download failed of: that speaks of files, hosts and points, and the operator can do little without
     * it. The words of other failures may be those of a payload.
     */
    private static Optional<String> words(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CrsException || each instanceof DownloadException) {
                return Optional.of(((TeeRexException) each).text());
            }
        }
        return Optional.empty();
    }

    /** Returns where a failure comes from, without its words. */
    private static String origin(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        return root.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
