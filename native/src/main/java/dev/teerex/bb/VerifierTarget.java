package dev.teerex.bb;

import dev.teerex.InputException;
import dev.teerex.msgpack.MsgpackWriter;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Where an UltraHonk proof is to be verified, as bb's {@code --verifier_target} names it: it decides the hash function, whether
 * the proof is zero-knowledge, and whether an IPA claim goes with it. Proving and verifying must use the same.
 */
public enum VerifierTarget {
    /** Ethereum, in Solidity: Keccak. */
    EVM("evm", "keccak", false, false),
    /** Ethereum, in Solidity, without hiding the witness: Keccak. */
    EVM_NO_ZK("evm-no-zk", "keccak", true, false),
    /** Another Noir circuit: Poseidon2. */
    NOIR_RECURSIVE("noir-recursive", "poseidon2", false, false),
    /** Another Noir circuit, without hiding the witness: Poseidon2. */
    NOIR_RECURSIVE_NO_ZK("noir-recursive-no-zk", "poseidon2", true, false),
    /** A rollup circuit: Poseidon2, with an IPA claim. */
    NOIR_ROLLUP("noir-rollup", "poseidon2", false, true),
    /** A rollup circuit, without hiding the witness: Poseidon2, with an IPA claim. */
    NOIR_ROLLUP_NO_ZK("noir-rollup-no-zk", "poseidon2", true, true),
    /** Starknet, through Garaga. Published binaries refuse it: they are built without (measured: 5.0.0). */
    STARKNET("starknet", "starknet", false, false),
    /** Starknet, through Garaga, without hiding the witness. */
    STARKNET_NO_ZK("starknet-no-zk", "starknet", true, false);

    private final String text;
    private final String oracleHash;
    private final boolean disableZk;
    private final boolean ipaAccumulation;

    VerifierTarget(String text, String oracleHash, boolean disableZk, boolean ipaAccumulation) {
        this.text = text;
        this.oracleHash = oracleHash;
        this.disableZk = disableZk;
        this.ipaAccumulation = ipaAccumulation;
    }

    /**
     * Returns the target with this name.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when there is none
     */
    public static VerifierTarget of(String text) {
        return Arrays.stream(values())
                .filter(target -> target.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        InputException.Code.BAD_OPTION,
                        "\"" + text + "\" is not a verifier target; there are "
                                + Arrays.stream(values()).map(t -> t.text).collect(Collectors.joining(", "))
                                + " (tee-rex.verifierTarget)"));
    }

    /** Returns the name, as bb spells it. */
    public String text() {
        return text;
    }

    /** Returns whether the proof hides the witness. */
    public boolean zeroKnowledge() {
        return !disableZk;
    }

    /** Returns whether published binaries are built without it. */
    boolean needsSpecialBuild() {
        return oracleHash.equals("starknet");
    }

    void encode(MsgpackWriter writer) {
        writer.map(4)
                .string("ipa_accumulation")
                .bool(ipaAccumulation)
                .string("oracle_hash_type")
                .string(oracleHash)
                .string("disable_zk")
                .bool(disableZk)
                .string("optimized_solidity_verifier")
                .bool(false);
    }

    @Override
    public String toString() {
        return text;
    }
}
