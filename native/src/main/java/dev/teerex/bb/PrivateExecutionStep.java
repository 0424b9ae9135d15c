package dev.teerex.bb;

import java.nio.ByteBuffer;

/**
 * One step of a private transaction: a circuit with the witness that satisfies it. The witness holds the user's secrets;
 * closing wipes it. Not thread-safe.
 */
public final class PrivateExecutionStep implements AutoCloseable {
    /** The size of a step's verification key: 127 field elements (measured: 4.1.2). */
    static final int KEY_SIZE = 4064;

    private final int index;
    private final String name;
    private final ReusableBytes bytecode;
    private final ReusableBytes witness;
    private final byte[] verificationKey;

    PrivateExecutionStep(
            int index, String name, ReusableBytes bytecode, ReusableBytes witness, byte[] verificationKey) {
        this.index = index;
        this.name = name;
        this.bytecode = bytecode;
        this.witness = witness;
        this.verificationKey = verificationKey;
    }

    /** Returns the step's place, from 0. */
    public int index() {
        return index;
    }

    /** Returns the name of the function that it proves, such as {@code Token:transfer}. */
    public String name() {
        return name;
    }

    ByteBuffer bytecode() {
        return bytecode.view();
    }

    ByteBuffer witness() {
        return witness.view();
    }

    byte[] verificationKey() {
        return verificationKey;
    }

    @Override
    public void close() {
        witness.wipe();
    }

    @Override
    public String toString() {
        return "step " + (index + 1) + " \"" + name + "\"";
    }
}
