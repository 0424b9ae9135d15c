package dev.teerex.server.jobs;

/** Takes proofs on. What runs them, here or on other machines, is behind this. Thread-safe. */
public interface ProofJobs {
    /**
     * Fails where {@link #submit} would fail now whatever the task: for asking before a task is received at all.
     *
     * @throws dev.teerex.server.ServerException as {@link #submit}
     */
    void checkAccepting();

    /** Returns whether nothing is taken on any more, nor will be. */
    boolean isStopping();

    /**
     * Takes a proof on.
     *
     * @param task what to prove; closed when the job is over, or at once when it is not taken on
     * @return the job
     * @throws dev.teerex.server.ServerException with {@link dev.teerex.server.ServerException.Code#QUEUE_FULL} or
     *     {@link dev.teerex.server.ServerException.Code#STOPPING} when it is not taken on
     */
    ProofJob submit(ProofTask task);

    /** Returns how many proofs are being made. */
    int running();

    /** Returns how many proofs wait for their turn. */
    int waiting();
}
