package dev.teerex.sdk;

import dev.teerex.Sha256;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.VerifierTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who made a proof, from what, and whether it was checked. It holds digests and nothing secret; it is signed by nobody, and
 * worth as much as whoever keeps it. {@code docs/sdk.md} describes its JSON.
 *
 * @param statement what was proved
 * @param by who made it, and read its witness
 * @param contract what was spoken with the server, where there was one
 * @param prover what made it
 * @param verdict what checking it on this machine gave
 * @param timings how long it took
 * @param time when it was here
 */
public record ProofReceipt(
        Statement statement,
        ProvedBy by,
        Optional<Contract> contract,
        Prover prover,
        Verdict verdict,
        Timings timings,
        Instant time) {

    /**
     * What was proved. Digests are SHA-256 in lower-case hex.
     *
     * @param scheme the proof system
     * @param target where the proof is to be verified, for UltraHonk
     * @param inputs what it was made from, by the bytes that were sent or proved
     * @param proofSha256 the digest of the proof's field elements
     * @param publicInputsSha256 the digest of the public inputs, for UltraHonk; those of Chonk are in the proof
     * @param verificationKeySha256 the digest of the key that it verifies under
     * @param keyGiven whether that key came with the inputs. If not, it is the prover's: the proof may be of another circuit
     */
    public record Statement(
            Scheme scheme,
            Optional<VerifierTarget> target,
            List<LocalProof.Input> inputs,
            String proofSha256,
            Optional<String> publicInputsSha256,
            String verificationKeySha256,
            boolean keyGiven) {
        /** Makes the value; the list is copied. */
        public Statement {
            inputs = List.copyOf(inputs);
        }

        static Statement of(Proof proof, List<LocalProof.Input> inputs, boolean keyGiven) {
            Optional<Proof.UltraHonk> ultraHonk =
                    Optional.of(proof).filter(Proof.UltraHonk.class::isInstance).map(Proof.UltraHonk.class::cast);
            return new Statement(
                    proof.scheme(),
                    ultraHonk.map(Proof.UltraHonk::target),
                    inputs,
                    Sha256.hex(proof.proofBytes()),
                    ultraHonk.map(noir -> Sha256.hex(noir.proof().publicInputs())),
                    Sha256.hex(proof.verificationKey()),
                    keyGiven);
        }
    }

    /**
     * What made a proof: known on this machine, attested by an enclave, or else as the server says.
     *
     * @param version the version of bb
     * @param sha256 the binary's digest in lower-case hex; the older contract has none
     * @param crs {@code genuine}, {@code unchecked} or {@code insecure-dev}; the older contract has none
     */
    public record Prover(BbVersion version, Optional<String> sha256, Optional<String> crs) {}

    /**
     * How long a proof took.
     *
     * @param attestation until the server's key was there; next to nothing where it was known
     * @param queued how long it waited, as the server says
     * @param proving how long proving took, as the server says
     * @param total from the call to the checked proof
     */
    public record Timings(Duration attestation, Duration queued, Duration proving, Duration total) {}

    /**
     * Returns whether the inputs were encrypted to a genuine enclave, and came back as this proof from behind its address. The
     * answer itself is under TLS alone: whoever ends that can put another valid proof of the same program in its place.
     */
    public boolean isFromGenuineEnclave() {
        return by instanceof ProvedBy.Enclave;
    }

    /** Returns the receipt as a JSON object, for machines and people, with a line feed at its end. */
    public String toJson() {
        return ReceiptJson.write(this);
    }
}
