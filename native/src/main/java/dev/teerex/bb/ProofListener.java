package dev.teerex.bb;

import java.time.Duration;

/** Is told how a proof goes on, on the thread that proves; it must return soon. Every method does nothing unless overridden. */
public interface ProofListener {
    /** Does nothing at all. */
    ProofListener NONE = new ProofListener() {};

    /** Proving begins; there will be this many steps (1 for a Noir circuit). */
    default void started(int steps) {}

    /** Step {@code index} (from 0) of {@code steps} begins. */
    default void step(int index, int steps, String name) {}

    /** A step is done: loading its circuit and folding it with its witness took this long. */
    default void stepDone(int index, Duration load, Duration accumulate) {}

    /** All steps are in; what they were folded into is being proved. */
    default void folding() {}

    /** The proof is made, after this long in bb. */
    default void proved(Duration inBb) {}
}
