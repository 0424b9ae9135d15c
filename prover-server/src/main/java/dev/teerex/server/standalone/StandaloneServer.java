package dev.teerex.server.standalone;

import dev.teerex.Deadline;
import dev.teerex.Machine;
import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.crs.CrsListener;
import dev.teerex.crs.CrsSettings;
import dev.teerex.crs.CrsStore;
import dev.teerex.crs.CrsSupply;
import dev.teerex.crs.InsecureDevCrs;
import dev.teerex.crs.VerificationCrs;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import dev.teerex.openpgp.RecipientKeyPair;
import dev.teerex.openpgp.WarmUp;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.config.Option;
import dev.teerex.server.config.ProvingConfig;
import dev.teerex.server.config.ServerConfig;
import dev.teerex.server.config.TeeMode;
import dev.teerex.server.enclave.ServerIdentity;
import dev.teerex.server.http.HttpServer;
import dev.teerex.server.jobs.BbProofMaker;
import dev.teerex.server.jobs.BbSpares;
import dev.teerex.server.jobs.LocalProofJobs;
import dev.teerex.server.jobs.PayloadMemory;
import dev.teerex.server.jobs.Provers;
import dev.teerex.server.jobs.ServerCrs;
import dev.teerex.server.log.JsonLog;
import dev.teerex.server.metrics.Metric;
import dev.teerex.server.metrics.Metrics;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A prover server on its own: put together, tried out, started, stopped. Thread-safe. */
public final class StandaloneServer implements AutoCloseable {
    /** Far more than it takes: what it waits for is a second's work of a processor. */
    private static final Duration KEY_LIMIT = Duration.ofMinutes(2);

    /** For what hears an interrupt, which is all but a key that is made, and that takes no longer. */
    private static final Duration BACKGROUND_END = Duration.ofSeconds(5);

    private final ServerConfig config;
    private final Surroundings surroundings;
    private final JsonLog log;
    private final Metrics metrics = new Metrics();

    /** What has been opened, the last first. */
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private int port;

    /**
     * What the process lives in.
     *
     * @param machine the machine
     * @param ticker what time is measured with
     * @param clock what time it is
     * @param random where keys and identifiers come from
     * @param runtime the version of the Java runtime
     */
    public record Surroundings(Machine machine, Ticker ticker, Clock clock, SecureRandom random, String runtime) {}

    private StandaloneServer(ServerConfig config, Surroundings surroundings, JsonLog log) {
        this.config = config;
        this.surroundings = surroundings;
        this.log = log;
    }

    /**
     * Starts a server: fetches what is missing, tries everything out, and listens. The CRS may still be missing then: it is
     * fetched meanwhile, or with the first proof that needs it.
     *
     * @return the server, ready; close it
     * @throws TeeRexException when it would not be able to prove; nothing is left behind
     */
    public static StandaloneServer start(ServerConfig config, Surroundings surroundings, JsonLog log) {
        StandaloneServer server = new StandaloneServer(config, surroundings, log);
        boolean started = false;
        try {
            server.open();
            started = true;
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    private void open() {
        ExecutorService background = background();
        SecureModule module = opened(
                SecureModule.open(config.tee(), surroundings.clock(), surroundings.random()), SecureModule::close);
        // What takes time goes on side by side: ciphers are tried out while bb is, and the server starts.
        CompletableFuture<RecipientKeyPair> key = CompletableFuture.supplyAsync(
                () -> RecipientKeyPair.generate(surroundings.random(), surroundings.clock()), background);
        CompletableFuture<Void> checked =
                key.thenRunAsync(() -> WarmUp.check(surroundings.random(), surroundings.clock()), background);
        ProvingConfig proving = config.proving();
        Downloader downloader = opened(
                new Downloader(HttpSettings.fromEnvironment(surroundings.machine(), proving.offline())),
                Downloader::close);
        BbSpares spares = opened(
                new BbSpares(proving.threads(), surroundings.machine().temporaryDirectory(), surroundings.ticker()),
                BbSpares::close);
        Provers provers =
                ServedProvers.of(proving, surroundings.machine(), downloader, surroundings.ticker(), spares::lookedAt);
        ServerCrs crs = crs(downloader);
        BbProofMaker maker = new BbProofMaker(
                provers,
                crs,
                spares,
                proving.proofTimeout(),
                proving.maxUnpacked(),
                config.tee().mode() != TeeMode.NONE,
                surroundings.ticker());
        provers.binaries().forEach(maker::tryOut);
        RecipientKeyPair keyPair = opened(join(key), RecipientKeyPair::destroy);
        ServerIdentity identity = new ServerIdentity(keyPair, module.attestation(keyPair.publicKey(), provers.list()));
        identity.attestation().document(null);
        serve(provers, crs, maker, identity);
        join(checked);
        background.execute(() -> WarmUp.compile(surroundings.random()));
        background.execute(() -> provers.binaries().forEach(bb -> prepareCrs(crs, bb)));
    }

    private void serve(Provers provers, ServerCrs crs, BbProofMaker maker, ServerIdentity identity) {
        ProvingConfig proving = config.proving();
        Readiness readiness =
                new Readiness(provers, maker::failure, crs, proving.crsPoints(), identity, surroundings.ticker());
        LocalProofJobs jobs = new LocalProofJobs(
                maker,
                proving.maxProofs(),
                proving.queue(),
                proving.queueTimeout(),
                proofThreads(),
                surroundings.ticker(),
                (outcome, running) -> {
                    metrics.count(Metric.PROOFS, outcome);
                    if (outcome.equals("proved")) {
                        metrics.observe(Metric.PROOF_SECONDS, running);
                    }
                });
        HttpServer http = opened(
                new HttpServer(
                        config.listen(),
                        config.intake(),
                        new HttpServer.Parts(
                                identity,
                                provers,
                                jobs,
                                proving.maxProofs() + proving.queue(),
                                new PayloadMemory(
                                        config.intake().payloadMemory(),
                                        config.intake().maxBody()),
                                readiness::checks,
                                surroundings.runtime(),
                                this::requestId,
                                metrics,
                                log,
                                surroundings.ticker())),
                HttpServer::close);
        port = http.start();
        opened(jobs, all -> all.stop(proving.stopTimeout()));
        opened(readiness, Readiness::stop);
    }

    private static ThreadFactory proofThreads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "tee-rex-proof-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private <T> T opened(T resource, Consumer<T> close) {
        closing.addFirst(() -> close.accept(resource));
        return resource;
    }

    private ExecutorService background() {
        return opened(
                Executors.newFixedThreadPool(1, task -> {
                    Thread thread = new Thread(task, "tee-rex-background");
                    thread.setDaemon(true);
                    return thread;
                }),
                StandaloneServer::end);
    }

    /** Waits for it: until it has ended, it may hold the lock of the CRS folder, and have a file there that is not whole. */
    private static void end(ExecutorService background) {
        background.shutdownNow();
        try {
            boolean ended = background.awaitTermination(BACKGROUND_END.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                throw new IllegalStateException("what goes on in the background does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.orTimeout(KEY_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof TimeoutException) {
                throw new ServerException(
                        Code.INTERNAL, "no key was made and tried out within " + KEY_LIMIT.toSeconds() + " s", e);
            }
            throw e;
        }
    }

    private ServerCrs crs(Downloader downloader) {
        ProvingConfig proving = config.proving();
        CrsSettings settings = CrsSettings.of(
                proving.crsDirectory(),
                proving.crsUrl(),
                proving.cacheDirectory(),
                proving.offline(),
                surroundings.machine());
        CrsStore genuine = new CrsStore(settings, downloader, surroundings.ticker());
        return new ServerCrs(
                genuine,
                new CrsSupply(genuine, new InsecureDevCrs(settings, surroundings.ticker())),
                new VerificationCrs(settings),
                proving.insecureDevCrs(),
                settings.directory(),
                proving.maxCrsPoints(),
                CrsListener.NONE);
    }

    private void prepareCrs(ServerCrs crs, BbBinary bb) {
        int points = config.proving().crsPoints();
        try {
            crs.prepare(bb, points, Deadline.never(surroundings.ticker()));
            if (!crs.isReady(bb, points)) {
                warnOfCrs(bb, "the CRS for a given bb is missing, too short or unknown; bb gets it as it is");
            }
        } catch (TeeRexException e) {
            warnOfCrs(bb, Option.named(String.valueOf(e.getMessage())));
        }
    }

    private void warnOfCrs(BbBinary bb, String message) {
        log.write(JsonLog.Level.WARN, "crs", Map.of("bb", bb.version().text(), "message", message));
    }

    /** Returns a random UUID: RFC 9562, section 5.4. */
    private String requestId() {
        long high = (surroundings.random().nextLong() & ~0xf000L) | 0x4000L;
        long low = (surroundings.random().nextLong() >>> 2) | (1L << 63);
        return new UUID(high, low).toString();
    }

    /** Returns the port that it listens on. */
    public int port() {
        return port;
    }

    /** Refuses new proofs, lets those that were taken on finish within the bound, then ends everything. */
    @Override
    public void close() {
        for (Runnable each = closing.pollFirst(); each != null; each = closing.pollFirst()) {
            try {
                each.run();
            } catch (RuntimeException | Error e) {
                // What was opened before it has still to be closed: keys, and bb processes. An Error is near when a
                // jar is replaced under a server that runs: what only stopping needs is not loaded yet.
                log.write(JsonLog.Level.ERROR, "failure", Map.of("exception", String.valueOf(e)));
            }
        }
    }
}
