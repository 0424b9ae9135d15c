package dev.teerex.build;

import dev.teerex.sdk.Proof;
import java.util.Optional;

/** Makes proofs in one of the modes. Close it to end its connections. */
sealed interface ProofMaker extends AutoCloseable permits LocalProofMaker, RemoteProofMaker {
    /**
     * A proof that was made.
     *
     * @param proof the proof
     * @param report what to say of it
     * @param receipt the receipt as JSON, where a server made it
     */
    record Made(Proof proof, ProofReport report, Optional<String> receipt) {}

    /**
     * Makes a proof.
     *
     * @throws dev.teerex.TeeRexException of the type that says who must act
     */
    Made make(ProofJob job);

    @Override
    void close();

    /** Returns the maker that a request asks for; nothing is connected, fetched or started yet. */
    static ProofMaker of(ProveRequest request, BuildLog log) {
        return request.remote().isPresent()
                ? new RemoteProofMaker(request, request.remote().get(), log)
                : new LocalProofMaker(request, log);
    }
}
