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

    /** Gives the proof up: it loses its place in the queue, or its bb is killed. Does nothing once it is made. */
    void cancel();
}
