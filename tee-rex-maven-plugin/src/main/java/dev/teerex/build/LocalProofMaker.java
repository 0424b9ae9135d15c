package dev.teerex.build;

import dev.teerex.sdk.LocalProof;
import dev.teerex.sdk.LocalProver;
import java.util.Optional;

/** Has this machine prove. */
final class LocalProofMaker implements ProofMaker {
    private final ProveRequest request;
    private final BuildLog log;
    private final LocalProver prover;

    LocalProofMaker(ProveRequest request, BuildLog log) {
        this.request = request;
        this.log = log;
        this.prover = new LocalProver(request.prover(), new ProveProgress(log));
    }

    @Override
    public Made make(ProofJob job) {
        log.info("proving " + job.name() + " with bb " + prover.bb().version() + ", "
                + request.prover().threads() + " threads");
        LocalProof made = prover.prove(job.inputs(), request.verify());
        ProofReport report = ProofReport.of(job, made, InputNames.relativeTo(request.baseDirectory(), made.inputs()));
        return new Made(made.proof(), report, Optional.empty());
    }

    @Override
    public void close() {
        prover.close();
    }
}
