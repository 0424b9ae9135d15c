package dev.teerex.server.jobs;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
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
import java.util.function.Function;

/**
 * Starts bb, each process for one witness, and keeps two spare ones of each kind that was used, so that a proof need not wait
 * for a process to start: that takes longer than decrypting most messages. Thread-safe.
 */
public final class BbSpares implements AutoCloseable {
    // One for the next proof, and one that may still be starting then.
    private static final int SPARES = 2;

    private static final int MAX_PENDING = 16;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final int threads;
    private final Path temporaryDirectory;
    private final Ticker ticker;
    private final Map<Kind, Queue<FutureTask<BbProcess>>> spares = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor starter;
    private final ThreadPoolExecutor ender;
    private volatile boolean closed;

    /** The files as they were looked at, which is when their digests were true. */
    private final Map<Path, FileState> files = new ConcurrentHashMap<>();

    private final Map<BbBinary, Failed> failed = new ConcurrentHashMap<>();

    private record Kind(BbBinary bb, Path crsDirectory) {}

    /** The last start of a binary, which failed, and when it may be tried again to see whether that still holds. */
    private record Failed(Kind kind, BbException why, Deadline again) {}

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
     * Takes note of the file of a binary, once its digest and version have been found out: no other file is started in its place
     * from now on. One that took its place in between, in about a second, is not noticed.
     */
    public void lookedAt(BbBinary bb) {
        FileState.of(bb.path()).ifPresent(state -> files.put(bb.path(), state));
    }

    /**
     * A process for one witness. Closing it has it killed elsewhere: the kernel takes milliseconds to give its memory back, which
     * is no client's to wait for. One that is at work is killed by whatever breaks that off, before it is closed.
     */
    final class Lease implements AutoCloseable {
        private final Kind kind;
        private final boolean wasSpare;
        private BbProcess process;

        private Lease(Kind kind, Optional<BbProcess> spare) {
            this.kind = kind;
            this.wasSpare = spare.isPresent();
            this.process = spare.orElseGet(() -> start(kind));
        }

        /**
         * Asks the process the first thing, one that has nothing of the witness in it. A spare may have been killed while it
         * waited, and nothing tells that for certain but that it does not answer; then a new process is asked.
         *
         * @return what {@code exchange} returns
         * @throws BbException as {@code exchange} does, and when a process cannot be started
         */
        <R> R first(Function<BbProcess, R> exchange) {
            try {
                return exchange.apply(process);
            } catch (BbException e) {
                boolean died = e.reason() == Code.DIED || e.reason() == Code.KILLED_BY_SIGNAL;
                if (!wasSpare || !died) {
                    throw e;
                }
            }
            process.close();
            process = start(kind);
            return exchange.apply(process);
        }

        /** Returns the process; after {@link #first}, the one that answered. */
        BbProcess process() {
            return process;
        }

        @Override
        public void close() {
            ender.execute(process::close);
        }
    }

    /**
     * Returns a process that nobody has used, and has others started. It may have died by now: {@link Lease#first}.
     *
     * @return the process; close it
     * @throws BbException when it cannot be started
     */
    Lease take(BbBinary bb, Path crsDirectory) {
        Kind kind = new Kind(bb, crsDirectory);
        Optional<FutureTask<BbProcess>> spare = Optional.ofNullable(spares(kind).poll());
        keepSpares(kind);
        return new Lease(kind, spare.flatMap(each -> started(kind, each)));
    }

    /**
     * Starts a process, for what is rare enough to wait for that.
     *
     * @return the process; close it
     * @throws BbException when it cannot be started
     */
    Lease start(BbBinary bb, Path crsDirectory) {
        return new Lease(new Kind(bb, crsDirectory), Optional.empty());
    }

    /**
     * Returns why a binary cannot be started now, as far as its last start tells, which is tried again now and then while
     * somebody asks; nothing when it can.
     */
    Optional<BbException> failure(BbBinary bb) {
        if (!isSame(bb)) {
            return Optional.of(another(bb));
        }
        Failed last = failed.get(bb);
        if (last == null) {
            return Optional.empty();
        }
        if (last.again().passed() && failed.replace(bb, last, failed(last.kind(), last.why()))) {
            starter.execute(() -> tryAgain(last.kind()));
        }
        return Optional.of(last.why());
    }

    private Failed failed(Kind kind, BbException why) {
        return new Failed(kind, why, Deadline.after(TRY_AGAIN, ticker));
    }

    private void tryAgain(Kind kind) {
        try {
            prepare(kind.bb(), kind.crsDirectory());
        } catch (BbException e) {
            // Noted where it was started.
        }
    }

    private boolean isSame(BbBinary bb) {
        Optional<FileState> now = FileState.of(bb.path());
        return now.isPresent() && now.get().equals(files.get(bb.path()));
    }

    private static BbException another(BbBinary bb) {
        return new BbException(
                Code.WRONG_BINARY,
                "bb " + bb.version() + " is not the file any more that this server looked at when it started: "
                        + bb.path() + "; start the server again, or put the file back");
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
        try {
            if (!isSame(kind.bb())) {
                // What is answered and attested with a proof names the digest of the file that was looked at.
                throw another(kind.bb());
            }
            BbProcess started =
                    BbProcess.start(kind.bb(), new BbRun(kind.crsDirectory(), threads, temporaryDirectory, ticker));
            failed.remove(kind.bb());
            return started;
        } catch (BbException e) {
            if (e.reason() != Code.CANCELLED) {
                failed.put(kind.bb(), failed(kind, e));
            }
            throw e;
        }
    }

    private void keepSpares(Kind kind) {
        FutureTask<BbProcess> next = new FutureTask<>(() -> start(kind));
        while (!closed && spares(kind).offer(next)) {
            starter.execute(next);
            next = new FutureTask<>(() -> start(kind));
        }
    }

    /** Waits for a spare, or starts it here where the starter has not come to it; nothing when that failed. */
    private Optional<BbProcess> started(Kind kind, FutureTask<BbProcess> spare) {
        spare.run();
        try {
            return Optional.of(spare.get());
        } catch (ExecutionException | CancellationException e) {
            // Whoever needs one starts it, and hears why that fails.
            return Optional.empty();
        } catch (InterruptedException e) {
            // Somebody else's, then.
            if (!spares(kind).offer(spare)) {
                starter.execute(() -> started(kind, spare).ifPresent(BbProcess::close));
            }
            Thread.currentThread().interrupt();
            throw new BbException(Code.CANCELLED, "interrupted while bb was starting", e);
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
                    started(kind, spare).ifPresent(BbProcess::close);
                }
            }
        });
    }
}
