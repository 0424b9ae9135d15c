package dev.teerex.sdk;

import java.util.function.Consumer;

/** Where proofs are made. Thread-safe. */
interface Mode extends AutoCloseable {
    MadeProof prove(ProofInputs inputs, Consumer<Phase> listener) throws InterruptedException;

    @Override
    void close();
}
