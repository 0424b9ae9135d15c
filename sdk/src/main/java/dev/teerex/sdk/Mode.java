package dev.teerex.sdk;

import java.util.function.Consumer;

/** Where proofs are made. Thread-safe. */
interface Mode extends AutoCloseable {
    /** Stands for a caller who does not want to be told: nobody need be asked for what nobody hears. */
    Consumer<Phase> NOBODY = phase -> {};

    MadeProof prove(ProofInputs inputs, Consumer<Phase> listener) throws InterruptedException;

    @Override
    void close();
}
