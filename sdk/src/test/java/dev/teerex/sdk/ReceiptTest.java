package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.EnclaveImage;
import dev.teerex.attestation.Forge;
import dev.teerex.bb.TestInputs;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.crs.InsecureDevCrsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Receipts as JSON. */
class ReceiptTest extends WithFakeServer {
    @Test
    void theReceiptInTheDocumentationIsOne() throws IOException {
        AttestationPolicy policy = AttestationPolicy.builder()
                .image(new EnclaveImage(
                        "release-7", Forge.measurement("PCR0"), Forge.measurement("PCR1"), Forge.measurement("PCR2")))
                .build();
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = builder()
                        .simulatedTee(server.address(), policy, FakeServer.anchor())
                        .build()) {
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
        ProofInputs.Noir circuit = new ProofInputs.Noir(
                InputSource.bytes("circuit", TestInputs.gzip(TestInputs.bytecode("c"))),
                InputSource.bytes("witness", TestInputs.gzip(TestInputs.witness("c"))),
                VerifierTarget.EVM);
        Path bb = new StandIn().with("version", FakeServer.VERSION).writeTo(folder.resolve("bb"));
        try (TeeRexProver prover = builder()
                .bb(bb().bb(bb).insecureDevCrs(InsecureDevCrsPolicy.ALWAYS).build())
                .check(true)
                .local()
                .build()) {
            ProofReceipt receipt = prover.prove(circuit).receipt();

            assertThat(receipt.by()).isEqualTo(new ProvedBy.ThisMachine());
            assertThat(receipt.isFromGenuineEnclave()).isFalse();
            assertThat(receipt.verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(receipt.toJson())
                    .contains("\"mode\" : \"local\"", "\"crs\" : \"insecure-dev\"", "\"verifierTarget\" : \"evm\"")
                    .doesNotContain("\"server\"", "\"enclave\"");
        }
    }
}
