package dev.teerex.bb;

import dev.teerex.InputException;
import java.util.Arrays;

/** A proof of one Noir circuit, with what it takes to verify it. All of it is public. */
public final class UltraHonkProof {
    private final byte[] proof;
    private final byte[] publicInputs;
    private final byte[] verificationKey;

    /**
     * Makes the value; the arrays are copied.
     *
     * @param proof the proof's field elements, 32 bytes each, big-endian, without the public inputs
     * @param publicInputs the public inputs, 32 bytes each; may be empty
     * @param verificationKey the key that it verifies under: 3,680 bytes, or 1,888 for the EVM targets
     * @throws InputException with {@link InputException.Code#BAD_PROOF} when a part is not made of whole field elements, or the
     *     proof or the key is empty
     */
    public UltraHonkProof(byte[] proof, byte[] publicInputs, byte[] verificationKey) {
        check(proof, "proof", false);
        check(publicInputs, "public_inputs", true);
        check(verificationKey, "vk", false);
        this.proof = proof.clone();
        this.publicInputs = publicInputs.clone();
        this.verificationKey = verificationKey.clone();
    }

    private static void check(byte[] bytes, String what, boolean mayBeEmpty) {
        if (bytes.length % Fields.SIZE != 0 || (bytes.length == 0 && !mayBeEmpty)) {
            throw new InputException(
                    InputException.Code.BAD_PROOF,
                    what + " has " + bytes.length + " bytes, which is not a whole number of 32-byte field elements"
                            + (mayBeEmpty ? "" : ", at least one"));
        }
    }

    /** Returns the proof's field elements one after the other, without the public inputs; a copy. */
    public byte[] proof() {
        return proof.clone();
    }

    /** Returns the public inputs one after the other; a copy. */
    public byte[] publicInputs() {
        return publicInputs.clone();
    }

    /** Returns the key that the proof verifies under; a copy. */
    public byte[] verificationKey() {
        return verificationKey.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UltraHonkProof that
                && Arrays.equals(proof, that.proof)
                && Arrays.equals(publicInputs, that.publicInputs)
                && Arrays.equals(verificationKey, that.verificationKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(proof);
    }

    @Override
    public String toString() {
        return "UltraHonk proof of " + proof.length / Fields.SIZE + " fields with " + publicInputs.length / Fields.SIZE
                + " public inputs";
    }
}
