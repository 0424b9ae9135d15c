package dev.teerex.sdk;

import dev.teerex.bb.ChonkProof;
import dev.teerex.bb.UltraHonkProof;
import dev.teerex.bb.VerifierTarget;

/** A proof with all that it takes to verify it. All of it is public. */
public sealed interface Proof {
    /** Returns which proof system it is of. */
    Scheme scheme();

    /** Returns the proof's field elements one after the other, as bb writes them to a file; a copy. */
    byte[] proofBytes();

    /** Returns the key that it verifies under; a copy. */
    byte[] verificationKey();

    /**
     * A private transaction's proof.
     *
     * @param proof the proof, its public inputs first
     * @param key the last step's verification key, 4,064 bytes; not copied
     */
    record Chonk(ChonkProof proof, byte[] key) implements Proof {
        @Override
        public Scheme scheme() {
            return Scheme.CHONK;
        }

        @Override
        public byte[] proofBytes() {
            return proof.toFields();
        }

        @Override
        public byte[] verificationKey() {
            return key.clone();
        }
    }

    /**
     * A Noir circuit's proof.
     *
     * @param proof the proof, its public inputs and its key
     * @param target where it is to be verified
     */
    record UltraHonk(UltraHonkProof proof, VerifierTarget target) implements Proof {
        @Override
        public Scheme scheme() {
            return Scheme.ULTRA_HONK;
        }

        @Override
        public byte[] proofBytes() {
            return proof.proof();
        }

        @Override
        public byte[] verificationKey() {
            return proof.verificationKey();
        }
    }
}
