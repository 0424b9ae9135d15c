package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Bytes;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.crs.InsecureDevCrsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Receipts as JSON. */
class ReceiptTest extends WithFakeServer {
    @Test
    void theReceiptInTheDocumentationIsOne() throws IOException {
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = simulated(server, RELEASE_7)) {
            String json = prover.prove(CHONK).receipt().toJson();

            String documented = Files.readString(Path.of("..", "docs", "sdk.md"));
            documented = documented.substring(documented.indexOf("```json\n") + 8);
            documented = documented.substring(0, documented.indexOf("```"));
            assertThat(comparable(json)).isEqualTo(comparable(documented));
        }
    }

    /** Leaves out what differs from run to run, or is too long to be shown: the port, times, and digits of digests. */
    private static String comparable(String json) {
        return json.replaceAll("localhost:\\d+", "localhost:4000")
                .replaceAll("\"(attestation|total)\" : \\d+", "\"$1\" : 0")
                .replaceAll("([0-9a-f]{8})[0-9a-f]{24,}", "$1…");
    }

    @Test
    void aProofOfThisMachineHasOneToo() throws IOException {
        Path bb = new StandIn().with("version", FakeServer.VERSION).writeTo(folder.resolve("bb"));
        try (TeeRexProver prover = builder()
                .bb(bb().bb(bb).insecureDevCrs(InsecureDevCrsPolicy.ALWAYS).build())
                .check(true)
                .local()
                .build()) {
            ProofReceipt receipt = prover.prove(CIRCUIT).receipt();

            assertThat(receipt.by()).isEqualTo(new ProvedBy.ThisMachine());
            assertThat(receipt.isFromGenuineEnclave()).isFalse();
            assertThat(receipt.verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(receipt.toJson())
                    .contains("\"mode\" : \"local\"", "\"crs\" : \"insecure-dev\"", "\"verifierTarget\" : \"evm\"")
                    .doesNotContain("\"server\"", "\"enclave\"");
        }
    }

    @Test
    void aProofOfThisMachineSaysWhetherItsKeyWasGiven() throws IOException {
        Path bb = new StandIn().with("version", FakeServer.VERSION).writeTo(folder.resolve("bb"));
        try (TeeRexProver prover = builder()
                .bb(bb().bb(bb).insecureDevCrs(InsecureDevCrsPolicy.ALWAYS).build())
                .local()
                .build()) {
            MadeProof made = prover.prove(CIRCUIT);
            assertThat(made.receipt().statement().keyGiven()).isFalse();

            Bytes key = Bytes.of(made.proof().verificationKey());
            ProofInputs.Noir withKey =
                    new ProofInputs.Noir(CIRCUIT.circuit(), CIRCUIT.witness(), CIRCUIT.target(), Optional.of(key));
            assertThat(prover.prove(withKey).receipt().statement().keyGiven()).isTrue();
        }
    }
}
