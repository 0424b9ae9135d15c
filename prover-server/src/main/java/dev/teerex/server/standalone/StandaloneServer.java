package dev.teerex.server.standalone;

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
import dev.teerex.server.config.ProvingConfig;
import dev.teerex.server.config.ServerConfig;
import dev.teerex.server.enclave.AttestationSource;
import dev.teerex.server.enclave.ServerIdentity;
import dev.teerex.server.http.HealthCheck;
import dev.teerex.server.http.HttpServer;
import dev.teerex.server.jobs.BbProofMaker;
import dev.teerex.server.jobs.LocalProofJobs;
import dev.teerex.server.jobs.PayloadMemory;
import dev.teerex.server.jobs.Provers;
import dev.teerex.server.jobs.ServerCrs;
import dev.teerex.server.log.JsonLog;
import dev.teerex.server.metrics.Metric;
import dev.teerex.server.metrics.Metrics;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A prover server on its own: put together, tried out, started, stopped. Thread-safe. */
public final class StandaloneServer implements AutoCloseable {
    private final ServerConfig config;
    private final Surroundings surroundings;
    private final JsonLog log;
    private final Downloader downloader;
    private final Provers provers;
    private final ServerCrs crs;
    private final ServerIdentity identity;
    private final LocalProofJobs jobs;
    private final HttpServer http;
    private final ExecutorService background;
    private volatile boolean stopping;
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

    private StandaloneServer(ServerConfig config, Surroundings surroundings, JsonLog log, Downloader downloader) {
        this.config = config;
        this.surroundings = surroundings;
        this.log = log;
        this.downloader = downloader;
        ProvingConfig proving = config.proving();
        Machine machine = surroundings.machine();
        Ticker ticker = surroundings.ticker();
        this.background = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "tee-rex-background");
            thread.setDaemon(true);
            return thread;
        });
        Metrics metrics = new Metrics();
        CompletableFuture<RecipientKeyPair> key = CompletableFuture.supplyAsync(this::makeKey, background);
        this.provers = ServedProvers.of(proving, machine, downloader, ticker);
        this.crs = serverCrs();
        BbProofMaker maker = new BbProofMaker(
                provers, crs, proving.threads(), machine.temporaryDirectory(), proving.proofTimeout(), ticker);
        this.jobs = new LocalProofJobs(
                maker, proving.maxProofs(), proving.queue(), proving.queueTimeout(), ticker, (outcome, running) -> {
                    metrics.count(Metric.PROOFS, outcome);
                    if (outcome.equals("proved")) {
                        metrics.observe(Metric.PROOF_SECONDS, running);
                    }
                });
        provers.binaries().forEach(maker::tryOut);
        this.identity = new ServerIdentity(join(key), AttestationSource.NONE);
        this.http = new HttpServer(
                config.listen(),
                config.intake(),
                new HttpServer.Parts(
                        identity,
                        provers,
                        jobs,
                        proving.maxProofs() + proving.queue(),
                        new PayloadMemory(config.intake().payloadMemory()),
                        this::checks,
                        surroundings.runtime(),
                        this::requestId,
                        metrics,
                        log,
                        ticker));
    }

    /**
     * Starts a server: fetches what is missing, tries everything out, and listens.
     *
     * @return the server, ready; close it
     * @throws TeeRexException when it would not be able to prove
     */
    public static StandaloneServer start(ServerConfig config, Surroundings surroundings, JsonLog log) {
        Downloader downloader = new Downloader(HttpSettings.fromEnvironment(surroundings.machine(), false));
        StandaloneServer server = new StandaloneServer(config, surroundings, log, downloader);
        server.port = server.http.start();
        server.background.execute(server::prepareCrs);
        return server;
    }

    private RecipientKeyPair makeKey() {
        WarmUp.run(surroundings.random(), surroundings.clock());
        return RecipientKeyPair.generate(surroundings.random(), surroundings.clock());
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private ServerCrs serverCrs() {
        ProvingConfig proving = config.proving();
        CrsSettings settings = CrsSettings.of(
                proving.crsDirectory(), proving.crsUrl(), proving.cacheDirectory(), false, surroundings.machine());
        CrsStore genuine = new CrsStore(settings, downloader, surroundings.ticker());
        return new ServerCrs(
                genuine,
                new CrsSupply(genuine, new InsecureDevCrs(settings, surroundings.ticker())),
                new VerificationCrs(settings),
                proving.insecureDevCrs(),
                settings.directory(),
                CrsListener.NONE);
    }

    private void prepareCrs() {
        for (BbBinary bb : provers.binaries()) {
            try {
                crs.prepare(bb, config.proving().crsPoints());
                if (!crs.isReady(bb, config.proving().crsPoints())) {
                    log.write(
                            JsonLog.Level.WARN,
                            "crs",
                            Map.of("bb", bb.version().text(), "state", "missing, short or unknown; used as it is"));
                }
            } catch (TeeRexException e) {
                log.write(JsonLog.Level.WARN, "crs", Map.of("code", e.reason().code(), "state", e.text()));
            }
        }
    }

    private String requestId() {
        byte[] id = new byte[16];
        surroundings.random().nextBytes(id);
        id[6] = (byte) (id[6] & 0x0f | 0x40);
        id[8] = (byte) (id[8] & 0x3f | 0x80);
        String hex = HexFormat.of().formatHex(id);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    private List<HealthCheck> checks() {
        List<HealthCheck> checks = new ArrayList<>();
        checks.add(new HealthCheck("accepting", true, !stopping, stopping ? "stopping" : "yes"));
        for (BbBinary bb : provers.binaries()) {
            boolean there = Files.isExecutable(bb.path());
            checks.add(new HealthCheck("bb " + bb.version(), true, there, there ? "started once" : "gone"));
            checks.add(crsCheck(bb));
        }
        checks.add(new HealthCheck("key", true, !identity.keyPair().isDestroyed(), "made"));
        return checks;
    }

    private HealthCheck crsCheck(BbBinary bb) {
        String name = "crs for bb " + bb.version();
        try {
            boolean enough = crs.isReady(bb, config.proving().crsPoints());
            return new HealthCheck(name, false, enough, enough ? "enough" : "missing, or too short");
        } catch (TeeRexException e) {
            return new HealthCheck(name, false, false, e.reason().code());
        }
    }

    /** Returns the port that it listens on. */
    public int port() {
        return port;
    }

    /** Refuses new proofs, lets those that were taken on finish within the bound, then ends everything. */
    @Override
    public void close() {
        stopping = true;
        jobs.stop(config.proving().stopTimeout());
        http.close();
        background.shutdownNow();
        downloader.close();
        identity.keyPair().destroy();
    }
}
