package dev.teerex.sdk;

import dev.teerex.Bytes;
import dev.teerex.bb.VerifierTarget;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is to be proved. It holds secrets, or names the files that do. */
public sealed interface ProofInputs {
    /** Returns which proof system it is for. */
    Scheme scheme();

    /** Returns what it is made of, in the order of receipts. */
    List<InputSource> sources();

    /**
     * A private transaction.
     *
     * @param steps its private execution steps, as Aztec's wallets write them ({@code ivc-inputs.msgpack})
     */
    record Ivc(InputSource steps) implements ProofInputs {
        /** Makes the value. */
        public Ivc {
            Objects.requireNonNull(steps, "steps");
        }

        @Override
        public Scheme scheme() {
            return Scheme.CHONK;
        }

        @Override
        public List<InputSource> sources() {
            return List.of(steps);
        }
    }

    /**
     * A Noir circuit.
     *
     * @param circuit the compiled artifact ({@code .json}), or the gzip of its bytecode
     * @param witness the gzip of its witness
     * @param target where the proof is to be verified
     * @param verificationKey the key that the proof must verify under, if it is known. Without it a server decides which
     *     circuit its proof is for, and the receipt says that the key is the server's
     */
    record Noir(InputSource circuit, InputSource witness, VerifierTarget target, Optional<Bytes> verificationKey)
            implements ProofInputs {
        /** Makes the value. */
        public Noir {
            Objects.requireNonNull(circuit, "circuit");
            Objects.requireNonNull(witness, "witness");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(verificationKey, "verificationKey");
        }

        /** Makes inputs whose verification key is not known. */
        public Noir(InputSource circuit, InputSource witness, VerifierTarget target) {
            this(circuit, witness, target, Optional.empty());
        }

        @Override
        public Scheme scheme() {
            return Scheme.ULTRA_HONK;
        }

        @Override
        public List<InputSource> sources() {
            return List.of(circuit, witness);
        }
    }
}
