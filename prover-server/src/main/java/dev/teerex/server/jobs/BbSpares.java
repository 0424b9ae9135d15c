package dev.teerex.server.jobs;

import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbProcess;
import dev.teerex.bb.BbRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Starts bb, each process for one witness, and keeps two spare ones of each kind that was used, so that a proof need not wait
 * for a process to start: that takes longer than decrypting most messages. Thread-safe.
 */
public final class BbSpares implements AutoCloseable {
    // One for the next proof, and one that may still be starting then.
    private static final int SPARES = 2;

    private static final int MAX_PENDING = 16;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final int threads;
    private final Path temporaryDirectory;
    private final Ticker ticker;
    private final Map<Kind, Queue<FutureTask<BbProcess>>> spares = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor starter;
    private final ThreadPoolExecutor ender;
    private volatile boolean closed;

    private record Kind(BbBinary bb, Path crsDirectory) {}

    /**
     * Makes the value; nothing is started yet.
     *
     * @param threads how many threads each bb uses
     * @param temporaryDirectory where bb's socket is for the moment of connecting
     * @param ticker what time is measured with
     */
    public BbSpares(int threads, Path temporaryDirectory, Ticker ticker) {
        this.threads = threads;
        this.temporaryDirectory = temporaryDirectory;
        this.ticker = ticker;
        this.starter = executor("tee-rex-spare", SPARES, new ThreadPoolExecutor.DiscardPolicy());
        this.ender = executor("tee-rex-bb-end", 1, (task, full) -> task.run());
    }

    private static ThreadPoolExecutor executor(String name, int threads, RejectedExecutionHandler otherwise) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_PENDING),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                otherwise);
    }

    /**
     * A process for one witness. Closing it has it killed elsewhere: to find its children the JDK reads what the system tells
     * of every process, and the kernel takes milliseconds to give its memory back, which is no client's to wait for. One that is
     * at work is killed by whatever breaks that off, before it is closed.
     */
    final class Lease implements AutoCloseable {
        private final BbProcess process;

        private Lease(BbProcess process) {
            this.process = process;
        }

        BbProcess process() {
            return process;
        }

        @Override
        public void close() {
            ender.execute(process::close);
        }
    }

    /**
     * Returns a process that nobody has used, and has others started.
     *
     * @return the process; close it
     * @throws BbException when it cannot be started
     */
    Lease take(BbBinary bb, Path crsDirectory) {
        Kind kind = new Kind(bb, crsDirectory);
        Optional<FutureTask<BbProcess>> spare = Optional.ofNullable(spares(kind).poll());
        keepSpares(kind);
        return new Lease(spare.flatMap(each -> usable(kind, each)).orElseGet(() -> start(kind)));
    }

    /**
     * Starts a spare and waits until it can be used.
     *
     * @throws BbException when it cannot be started
     */
    void prepare(BbBinary bb, Path crsDirectory) {
        Kind kind = new Kind(bb, crsDirectory);
        BbProcess process = start(kind);
        FutureTask<BbProcess> ready = new FutureTask<>(() -> process);
        ready.run();
        if (closed || !spares(kind).offer(ready)) {
            process.close();
        }
    }

    private Queue<FutureTask<BbProcess>> spares(Kind kind) {
        return spares.computeIfAbsent(kind, any -> new ArrayBlockingQueue<>(SPARES));
    }

    private BbProcess start(Kind kind) {
        return BbProcess.start(kind.bb(), new BbRun(kind.crsDirectory(), threads, temporaryDirectory, ticker));
    }

    private void keepSpares(Kind kind) {
        FutureTask<BbProcess> next = new FutureTask<>(() -> start(kind));
        while (!closed && spares(kind).offer(next)) {
            starter.execute(next);
            next = new FutureTask<>(() -> start(kind));
        }
    }

    /** Waits for a spare, or starts it here where the starter has not come to it; nothing when it failed or has died. */
    private Optional<BbProcess> usable(Kind kind, FutureTask<BbProcess> spare) {
        spare.run();
        try {
            BbProcess process = spare.get();
            if (process.isWaiting()) {
                return Optional.of(process);
            }
            process.close();
            return Optional.empty();
        } catch (ExecutionException | CancellationException e) {
            // Whoever needs one starts it, and hears why that fails.
            return Optional.empty();
        } catch (InterruptedException e) {
            // Somebody else's, then.
            if (!spares(kind).offer(spare)) {
                starter.execute(() -> usable(kind, spare).ifPresent(BbProcess::close));
            }
            Thread.currentThread().interrupt();
            throw new BbException(BbException.Code.CANCELLED, "interrupted while bb was starting", e);
        }
    }

    /** Ends all spares. */
    @Override
    public void close() {
        closed = true;
        starter.shutdownNow();
        ender.shutdown();
        try {
            starter.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            ender.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        spares.forEach((kind, all) -> {
            for (FutureTask<BbProcess> spare = all.poll(); spare != null; spare = all.poll()) {
                // One that was never begun is not begun for this.
                if (!spare.cancel(false)) {
                    usable(kind, spare).ifPresent(BbProcess::close);
                }
            }
        });
    }
}
