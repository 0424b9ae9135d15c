package dev.teerex.server.jobs;

import dev.teerex.bb.ProofListener;
import java.time.Duration;

/** Makes one proof. Implementations are thread-safe, and give up soon after their thread is interrupted. */
@FunctionalInterface
public interface ProofMaker {
    /**
     * Makes a proof.
     *
     * @param task what to prove; stays the caller's to close
     * @param queued how long it has waited, for the result
     * @param listener is told how it goes on
     * @throws dev.teerex.TeeRexException when it cannot be made
     */
    ProofResult make(ProofTask task, Duration queued, ProofListener listener);
}
