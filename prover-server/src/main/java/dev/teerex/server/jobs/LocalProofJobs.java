package dev.teerex.server.jobs;

import dev.teerex.Deadline;
import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.bb.ProofListener;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes proofs on this machine: so many at once, so many waiting, first come first served. A thread of its own stands for each
 * proof that may be made at once; interrupting it kills its bb. Thread-safe.
 */
public final class LocalProofJobs implements ProofJobs, AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final ProofMaker maker;
    private final Duration queueTimeout;
    private final Ticker ticker;
    private final JobListener listener;
    private final ThreadPoolExecutor executor;
    private final Set<Job> jobs = ConcurrentHashMap.newKeySet();

    /**
     * Makes the value; its threads start with the first proofs.
     *
     * @param maker makes the proofs
     * @param slots how many are made at once
     * @param queue how many may wait
     * @param queueTimeout how long one may wait
     * @param threads makes the threads, one for each proof that is made at once
     * @param ticker what waits are measured with
     * @param listener is told how each ended
     */
    public LocalProofJobs(
            ProofMaker maker,
            int slots,
            int queue,
            Duration queueTimeout,
            ThreadFactory threads,
            Ticker ticker,
            JobListener listener) {
        this.maker = maker;
        this.queueTimeout = queueTimeout;
        this.ticker = ticker;
        this.listener = listener;
        this.executor =
                new ThreadPoolExecutor(slots, slots, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), threads);
    }

    @Override
    public void checkAccepting() {
        if (executor.isShutdown()) {
            throw ServerException.stopping();
        }
        if (executor.getQueue().remainingCapacity() == 0) {
            throw queueFull();
        }
    }

    @Override
    public boolean isStopping() {
        return executor.isShutdown();
    }

    @Override
    public ProofJob submit(ProofTask task) {
        Job job = new Job(new Run(task));
        boolean taken = false;
        try {
            jobs.add(job);
            executor.execute(job);
            taken = true;
            return job;
        } catch (RejectedExecutionException e) {
            throw executor.isShutdown() ? ServerException.stopping() : queueFull();
        } finally {
            // Also where the system has no thread for it, which is an Error.
            if (!taken) {
                jobs.remove(job);
                task.close();
            }
        }
    }

    private static ServerException queueFull() {
        return ServerException.tryAgain(Code.QUEUE_FULL, "as many proofs wait as may; try again later", RETRY_AFTER);
    }

    private ServerException expired() {
        return ServerException.tryAgain(
                Code.QUEUE_TIMED_OUT,
                "the proof waited for its turn for " + queueTimeout.toSeconds() + " s; try again later",
                RETRY_AFTER);
    }

    @Override
    public int running() {
        return executor.getActiveCount();
    }

    @Override
    public int waiting() {
        return executor.getQueue().size();
    }

    /**
     * Takes nothing on any more, lets what was taken on finish, and gives the rest up.
     *
     * @param limit how long to wait for what was taken on
     */
    public void stop(Duration limit) {
        executor.shutdown();
        if (!ended(limit)) {
            jobs.forEach(Job::cancel);
            ended(KILL_LIMIT);
        }
    }

    private boolean ended(Duration limit) {
        try {
            return executor.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stops at once. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    /** What a job's thread does; ends with the task closed, in whatever way it ends. */
    private final class Run implements ProofListener {
        private final ProofTask task;
        private final long submitted = ticker.nanos();
        private final Deadline deadline = Deadline.after(queueTimeout, ticker);
        private final AtomicBoolean begun = new AtomicBoolean();

        // One place, looked at by whoever wants to know: nobody who is slow to look holds the proof up.
        private volatile @Nullable ProofStep step;

        Run(ProofTask task) {
            this.task = task;
        }

        ProofResult make() {
            if (!begun.compareAndSet(false, true)) {
                throw new CancellationException();
            }
            long start = ticker.nanos();
            String outcome = "failed";
            try (task) {
                if (deadline.passed()) {
                    outcome = "expired";
                    throw expired();
                }
                ProofResult result = maker.make(task, Duration.ofNanos(start - submitted), this);
                outcome = "proved";
                return result;
            } finally {
                boolean cancelled = Thread.currentThread().isInterrupted();
                listener.ended(cancelled ? "cancelled" : outcome, Duration.ofNanos(ticker.nanos() - start));
            }
        }

        @Override
        public void step(int index, int steps, String name) {
            step = new ProofStep(index + 1, steps);
        }

        /** Closes the task of a job that is given up before its turn; returns whether it was. */
        boolean abandon(String outcome) {
            boolean waiting = begun.compareAndSet(false, true);
            if (waiting) {
                task.close();
                listener.ended(outcome, Duration.ZERO);
            }
            return waiting;
        }
    }

    private final class Job extends FutureTask<ProofResult> implements ProofJob {
        private final Run run;

        Job(Run run) {
            super(run::make);
            this.run = run;
        }

        @Override
        public Optional<ProofResult> await(Duration atMost) throws InterruptedException {
            try {
                return Optional.of(get(atMost.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                if (run.deadline.passed() && run.abandon("expired")) {
                    cancel();
                    throw expired();
                }
                return Optional.empty();
            } catch (CancellationException e) {
                throw ServerException.stopping();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TeeRexException failure) {
                    throw failure;
                }
                throw new ServerException(Code.INTERNAL, "something went wrong in the server", e.getCause());
            }
        }

        @Override
        public Optional<ProofStep> step() {
            return Optional.ofNullable(run.step);
        }

        @Override
        public void cancel() {
            cancel(true);
            executor.remove(this);
            run.abandon("cancelled");
        }

        @Override
        protected void done() {
            jobs.remove(this);
        }
    }
}
