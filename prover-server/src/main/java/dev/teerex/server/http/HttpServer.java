package dev.teerex.server.http;

import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.config.IntakeConfig;
import dev.teerex.server.config.ListenConfig;
import dev.teerex.server.enclave.ServerIdentity;
import dev.teerex.server.jobs.PayloadMemory;
import dev.teerex.server.jobs.ProofJobs;
import dev.teerex.server.jobs.Provers;
import dev.teerex.server.log.JsonLog;
import dev.teerex.server.metrics.Metric;
import dev.teerex.server.metrics.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Serves the routes over HTTP/1.1. Thread-safe. */
public final class HttpServer implements AutoCloseable {
    private static final int HEADER_LIMIT = 16 * 1024;
    private static final int INPUT_BUFFER = 64 * 1024;
    private static final int BACKLOG = 1024;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private static final int MIN_THREADS = 8;
    private static final int IDLE_THREAD = 60_000;

    // Jetty's own: acceptor, selectors, and those that answer what does not wait.
    private static final int FURTHER_THREADS = 24;

    private final Server server;
    private final ServerConnector connector;

    /**
     * What the routes are made of.
     *
     * @param identity who the server is to its clients
     * @param provers the binaries that are served
     * @param jobs makes proofs
     * @param maxJobs how many proofs there may be at once, made and waiting
     * @param memory where payloads are held
     * @param checks looks at what proving needs
     * @param runtime the version of the Java runtime
     * @param requestIds makes identifiers of requests
     * @param metrics counts
     * @param log where requests are noted
     * @param ticker what time is measured with
     */
    public record Parts(
            ServerIdentity identity,
            Provers provers,
            ProofJobs jobs,
            int maxJobs,
            PayloadMemory memory,
            Supplier<List<HealthCheck>> checks,
            String runtime,
            Supplier<String> requestIds,
            Metrics metrics,
            JsonLog log,
            Ticker ticker) {}

    /** Makes a server; it does not listen yet. */
    public HttpServer(ListenConfig listen, IntakeConfig intakeConfig, Parts parts) {
        server = new Server(threads(intakeConfig.maxUploads() + parts.maxJobs() + FURTHER_THREADS));
        Scheduler scheduler = new ScheduledExecutorScheduler("tee-rex-scheduler", true);
        server.addBean(scheduler);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_LIMIT);
        http.setInputBufferSize(INPUT_BUFFER);
        // RFC 9112, section 3.2.2: where the target names a host, that of the header does not count.
        http.setHttpCompliance(http.getHttpCompliance().with("tee-rex", HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        connector = new ServerConnector(server, null, scheduler, null, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(listen.host());
        connector.setPort(listen.port());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(listen.idleTimeout().toMillis());
        ConnectionGuard guard =
                new ConnectionGuard(listen.maxConnections(), listen.idleTimeout(), parts.ticker(), scheduler);
        connector.addBean(guard);
        server.addConnector(connector);

        Intake intake = new Intake(
                intakeConfig, parts.memory(), parts.identity().keyPair(), parts.jobs()::isStopping, parts.ticker());
        Proving proving = new Proving(parts.jobs());
        CrossOrigin crossOrigin = new CrossOrigin(listen.corsOrigins());
        server.setStopTimeout(ANSWER_LIMIT.toMillis());
        RouteTable routes = new RouteTable(routes(parts, intake, proving));
        RequestIds requestIds = new RequestIds(parts.requestIds());
        AccessLog accessLog = new AccessLog(parts.metrics(), parts.log(), parts.ticker());
        // Answers that are on their way when the server stops still go out.
        server.setHandler(new GracefulHandler(new ApiHandler(
                routes,
                crossOrigin,
                new ClientAddresses(listen.trustedProxies()),
                new RateLimiter(listen.rateLimit(), parts.ticker()),
                guard,
                requestIds,
                accessLog,
                parts.ticker())));
        server.setErrorHandler(new ProtocolErrors(routes, crossOrigin, requestIds, accessLog));
        gauges(parts, intake, guard);
    }

    private static ThreadPool threads(int most) {
        if (VirtualThreads.areSupported()) {
            return new VirtualThreadPool(most);
        }
        // Jetty's own queue asks JMX for the size of a cache line: 0.2 s of a start. Neither has a bound of its own;
        // what waits there are connections, which have one.
        QueuedThreadPool pool =
                new QueuedThreadPool(most, Math.min(MIN_THREADS, most), IDLE_THREAD, new LinkedBlockingQueue<>());
        pool.setName("tee-rex-http");
        return pool;
    }

    private static List<Route> routes(Parts parts, Intake intake, Proving proving) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new OlderRoutes(
                        parts.identity(),
                        parts.provers(),
                        intake,
                        proving,
                        () -> parts.checks().get().stream()
                                .filter(HealthCheck::vital)
                                .allMatch(HealthCheck::ok),
                        parts.runtime())
                .routes());
        routes.addAll(new V1Routes(intake, proving).routes());
        routes.addAll(new OperationRoutes(parts.checks(), parts.metrics()).routes());
        return routes;
    }

    private static void gauges(Parts parts, Intake intake, ConnectionGuard guard) {
        Metrics metrics = parts.metrics();
        metrics.gauge(Metric.PROOFS_RUNNING, parts.jobs()::running);
        metrics.gauge(Metric.PROOFS_WAITING, parts.jobs()::waiting);
        metrics.gauge(Metric.UPLOADS, intake::uploads);
        metrics.gauge(Metric.PAYLOAD_BYTES, parts.memory()::bytesInUse);
        metrics.gauge(Metric.CONNECTIONS, guard::open);
        metrics.gauge(Metric.READY, () -> parts.checks().get().stream().allMatch(HealthCheck::ok) ? 1 : 0);
    }

    /**
     * Begins to listen.
     *
     * @return the port
     * @throws ServerException with {@link Code#CANNOT_LISTEN} when it cannot
     */
    public int start() {
        try {
            server.start();
            return connector.getLocalPort();
        } catch (Exception e) {
            // Jetty declares no more than this; whatever it is, there will be no server.
            throw new ServerException(
                    Code.CANNOT_LISTEN,
                    "cannot listen on " + connector.getHost() + ":" + connector.getPort()
                            + "; is the port taken, or the address another machine's (--host, --port)?",
                    e);
        }
    }

    /** Stops listening, lets answers that are on their way go out, and ends all connections. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            // Jetty declares no more than this, and hangs what else went wrong on the first of it. A client that was
            // still sending, or reading its answer, has had its time.
            if (!(e instanceof TimeoutException) || e.getSuppressed().length > 0) {
                throw new ServerException(Code.INTERNAL, "the server did not stop in order", e);
            }
        }
    }
}
