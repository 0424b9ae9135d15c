package dev.teerex.server.jobs;

import java.time.Duration;
import java.util.Optional;

/** A proof that was asked for. Thread-safe. */
public interface ProofJob {
    /**
     * Waits for the proof.
     *
     * @param atMost how long to wait
     * @return the proof, or nothing when it is not there yet
     * @throws dev.teerex.TeeRexException when there will be none, with the reason
     * @throws InterruptedException when the thread is interrupted; the job goes on
     */
    Optional<ProofResult> await(Duration atMost) throws InterruptedException;

    /**
     * Returns the step that is being proved, or was last; empty before the first. Steps that take less time than lies between
     * two calls may never be seen.
     */
    Optional<ProofStep> step();

    /** Gives the proof up: it loses its place in the queue, or its bb is killed. Does nothing once it is made. */
    void cancel();
}
