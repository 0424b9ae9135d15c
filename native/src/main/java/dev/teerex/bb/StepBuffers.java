package dev.teerex.bb;

/**
 * The arrays that steps are read and unpacked into. Used for one transaction after another they spare a program that proves many
 * tens of megabytes of garbage for each. For one {@link IvcInputs} at a time; wiped whenever that is closed. Not thread-safe.
 */
public final class StepBuffers {
    final ReusableBytes packedBytecode = new ReusableBytes();
    final ReusableBytes packedWitness = new ReusableBytes();
    final ReusableBytes bytecode = new ReusableBytes();
    final ReusableBytes witness = new ReusableBytes();

    /** Returns how many bytes the arrays take. */
    public long capacity() {
        return (long) packedBytecode.capacity() + packedWitness.capacity() + bytecode.capacity() + witness.capacity();
    }

    void wipe() {
        packedBytecode.wipe();
        packedWitness.wipe();
        bytecode.wipe();
        witness.wipe();
    }
}
