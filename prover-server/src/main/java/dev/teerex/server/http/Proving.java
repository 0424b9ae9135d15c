package dev.teerex.server.http;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import dev.teerex.server.jobs.ProofJob;
import dev.teerex.server.jobs.ProofJobs;
import dev.teerex.server.jobs.ProofResult;
import dev.teerex.server.jobs.ProofStep;
import dev.teerex.server.jobs.ProofTask;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Has proofs made for clients that wait, and given up when the client leaves. Thread-safe. */
final class Proving {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final ProofJobs jobs;

    Proving(ProofJobs jobs) {
        this.jobs = jobs;
    }

    /** Fails where a proof would be refused now, before its message is received. */
    void checkAccepting() {
        jobs.checkAccepting();
    }

    /**
     * Returns the proof; cancels it when the client leaves, or the thread is interrupted.
     *
     * @param progress is told that the proof is taken on, by no step, and then again and again at which step it is; it must return at
     *     once
     */
    ProofResult prove(ProofTask task, ClientWatch watch, Consumer<Optional<ProofStep>> progress)
            throws InterruptedException {
        ProofJob job = jobs.submit(task);
        boolean over = false;
        try {
            progress.accept(Optional.empty());
            Optional<ProofResult> result = job.await(LOOK);
            while (result.isEmpty()) {
                if (watch.isGone()) {
                    throw new ServerException(Code.CLIENT_GONE, "the client has left");
                }
                progress.accept(job.step());
                result = job.await(LOOK);
            }
            over = true;
            return result.get();
        } finally {
            if (!over) {
                job.cancel();
            }
        }
    }
}
