package dev.teerex.bb;

/**
 * The arrays that steps are read and unpacked into. Used for one transaction after another they spare a program that proves many
 * tens of megabytes of garbage for each. For one {@link IvcInputs} at a time; wiped whenever that is closed. Not thread-safe.
 */
public final class StepBuffers {
    final int maxPacked;
    final int maxUnpacked;
    final ReusableBytes packedBytecode = new ReusableBytes();
    final ReusableBytes packedWitness = new ReusableBytes();
    final ReusableBytes bytecode = new ReusableBytes();
    final ReusableBytes witness = new ReusableBytes();

    /** Makes arrays for parts of up to {@value IvcInputs#MAX_UNPACKED} bytes. */
    public StepBuffers() {
        this(IvcInputs.MAX_UNPACKED);
    }

    /**
     * Makes arrays for parts that are no larger than so many bytes, packed or unpacked: room is made for what a step says that it
     * has, and gzip of a few hundred kilobytes can hold hundreds of megabytes. Four parts may be here at once.
     *
     * @param maxUnpacked the most bytes that the bytecode, or the witness, of one step may have
     */
    public StepBuffers(int maxUnpacked) {
        this.maxPacked = Math.min(maxUnpacked, IvcInputs.MAX_PACKED);
        this.maxUnpacked = Math.min(maxUnpacked, IvcInputs.MAX_UNPACKED);
    }

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
