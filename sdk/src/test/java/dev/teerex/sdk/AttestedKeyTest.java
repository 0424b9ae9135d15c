package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.EnclaveImage;
import dev.teerex.attestation.Forge;
import dev.teerex.bb.BbVersion;
import dev.teerex.openpgp.RecipientKeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A proof by an enclave. The enclave is forged, so the mode is that of simulated ones; it differs from the genuine mode in the
 * anchor alone.
 */
class AttestedKeyTest extends WithFakeServer {
    @Test
    void theReceiptNamesTheSimulationAndNothingGenuine() throws IOException {
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = simulated(server, RELEASE_7)) {
            ProofReceipt receipt = prover.prove(CHONK).receipt();

            assertThat(receipt.by()).isInstanceOf(ProvedBy.SimulatedEnclave.class);
            assertThat(receipt.by().mode()).isEqualTo("simulated");
            assertThat(receipt.isFromGenuineEnclave()).isFalse();
            assertThat(receipt.by().claims().orElseThrow().image()).contains("release-7");
        }
    }

    @Test
    void theKeyBesideTheDocumentIsNeverUsed() throws IOException {
        RecipientKeyPair eavesdropper = FakeServer.newKeyPair();
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = simulated(server)) {
            server.attestation =
                    fields -> fields.put("publicKey", eavesdropper.publicKey().armoured());
            prover.prove(CHONK);
            assertThat(server.plaintexts).hasSize(1);

            // Nor does it stand in where the document has none.
            server.document = forge -> forge.fields.put("public_key", out -> out.bytesOrNull(null));
            try (TeeRexProver other = simulated(server)) {
                assertFails(RemoteException.Code.NO_KEY, () -> other.prove(CHONK));
            }
            assertThat(server.count("POST")).isOne();
        }
    }

    @Test
    void aServerThatSaysThatItIsNoEnclaveIsSentNothing() throws IOException {
        for (String mode : List.of("standard", "", "NITRO")) {
            try (FakeServer server = FakeServer.enclave();
                    TeeRexProver prover = simulated(server)) {
                server.attestation = fields -> fields.put("mode", mode);
                assertFails(RemoteException.Code.NOT_ATTESTED, () -> prover.prove(CHONK));
                server.attestation = fields -> fields.remove("attestationDocument");
                assertFails(RemoteException.Code.NOT_ATTESTED, () -> prover.prove(CHONK));
                server.attestation = fields -> fields.put("attestationDocument", "!");
                assertFails(RemoteException.Code.BAD_ANSWER, () -> prover.prove(CHONK));
                assertThat(server.count("POST")).isZero();
            }
        }
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder().tee(server.address(), ANY_IMAGE).build()) {
            assertFails(RemoteException.Code.NOT_ATTESTED, () -> prover.prove(CHONK));
        }
    }

    @Test
    void aForgedEnclaveIsNoGenuineOne() throws IOException {
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = builder().tee(server.address(), ANY_IMAGE).build()) {
            assertFails(AttestationException.Code.UNTRUSTED_ROOT, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isZero();
        }
    }

    @Test
    void aDocumentThatIsRejectedIsToldOfItsServerAndByWhom() throws IOException {
        AttestationPolicy other = AttestationPolicy.builder()
                .image(new EnclaveImage(
                        "release-8", Forge.measurement("PCR1"), Forge.measurement("PCR1"), Forge.measurement("PCR2")))
                .build();
        try (FakeServer server = FakeServer.enclave()) {
            String address = server.address().toString().replaceFirst("/$", "");
            try (TeeRexProver prover = simulated(server, other)) {
                assertThatThrownBy(() -> prover.prove(CHONK))
                        .hasMessageStartingWith("TRX-A-130: the attestation document of " + address
                                + " is rejected by the policy (rule 13): PCR0 to 2 ")
                        .hasMessageContaining("release-8");
            }
            try (TeeRexProver prover =
                    builder().tee(server.address(), ANY_IMAGE).build()) {
                assertThatThrownBy(() -> prover.prove(CHONK))
                        .hasMessageStartingWith(
                                "TRX-A-080: the attestation document of " + address + " is rejected (rule 8): ");
            }
            server.attestation = fields -> fields.put("attestationDocument", "hA==");
            try (TeeRexProver prover = simulated(server)) {
                assertThatThrownBy(() -> prover.prove(CHONK))
                        .hasMessageStartingWith("TRX-A-002")
                        .hasMessageContaining(address)
                        .extracting(Throwable::getMessage)
                        .asString()
                        .containsOnlyOnce("TRX-");
            }
        }
    }

    @Test
    void eachDocumentMustCarryTheNonceThatWasSentForIt() throws IOException {
        try (FakeServer server = FakeServer.enclave()) {
            for (int i = 0; i < 2; i++) {
                try (TeeRexProver prover = simulated(server)) {
                    prover.prove(CHONK);
                }
            }
            assertThat(server.requests.stream().filter(request -> request.startsWith("GET /attestation")))
                    .hasSize(2)
                    .doesNotHaveDuplicates()
                    .allMatch(request -> request.matches("GET /attestation\\?nonce=[0-9a-f]{64}"));

            server.document = forge -> forge.fields.put("nonce", out -> out.bytesOrNull(Forge.NONCE));
            try (TeeRexProver prover = simulated(server)) {
                assertFails(AttestationException.Code.NONCE_MISMATCH, () -> prover.prove(CHONK));
            }
            server.document = forge -> forge.fields.put("nonce", out -> out.bytesOrNull(null));
            try (TeeRexProver prover = simulated(server)) {
                assertFails(AttestationException.Code.NONCE_MISSING, () -> prover.prove(CHONK));
            }
        }
    }

    @Test
    void underTheOlderContractThereIsNoNonceAndTheDocumentsAgeDecides() throws IOException {
        try (FakeServer server = FakeServer.enclave()) {
            try (TeeRexProver prover = older(server)) {
                prover.prove(CHONK);
                assertThat(server.requests).containsExactly("GET /attestation", "POST /prove");
            }
            server.document = forge -> forge.fields.put(
                    "timestamp",
                    out -> out.unsigned(Forge.NOW.minus(Duration.ofMinutes(6)).toEpochMilli()));
            try (TeeRexProver prover = older(server)) {
                assertFails(AttestationException.Code.TOO_OLD, () -> prover.prove(CHONK));
            }
        }
    }

    @Test
    void underTheOlderContractTheKeyIsFetchedForEachProof() throws IOException {
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = older(server)) {
            prover.prove(CHONK);
            // An enclave that started again has another key, and cannot say so.
            server.keyPair = FakeServer.newKeyPair();
            prover.prove(CHONK);
            assertThat(server.requests)
                    .containsExactly("GET /attestation", "POST /prove", "GET /attestation", "POST /prove");
        }
    }

    private TeeRexProver older(FakeServer server) {
        return builder()
                .simulatedTee(server.address(), ANY_IMAGE, FakeServer.anchor())
                .contract(Contract.OLDER)
                .build();
    }

    @Test
    void anotherImageThanThePolicysIsSentNothing() throws IOException {
        AttestationPolicy policy = AttestationPolicy.builder()
                .image(new EnclaveImage(
                        "other", Forge.measurement("PCR1"), Forge.measurement("PCR1"), Forge.measurement("PCR2")))
                .build();
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = simulated(server, policy)) {
            assertFails(AttestationException.Code.IMAGE_MISMATCH, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isZero();
        }
    }

    @Test
    void theBinaryThatProvedMustBeOnTheListThatIsAttested() throws IOException {
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = simulated(server)) {
            server.proof = fields -> fields.put("bb_sha256", "cd".repeat(32));
            assertFails(RemoteException.Code.PROVER_NOT_LISTED, () -> prover.prove(CHONK));
        }
    }

    @Test
    void aListOfAnotherDigestThanTheAttestedOneIsALie() throws IOException {
        for (Map<String, String> provers : List.of(
                Map.of(FakeServer.VERSION, "cd".repeat(32)),
                Map.of(FakeServer.VERSION, FakeServer.BB_SHA256, "5.0.0", FakeServer.BB_SHA256),
                Map.<String, String>of())) {
            try (FakeServer server = FakeServer.enclave();
                    TeeRexProver prover = simulated(server)) {
                server.provers = provers;
                assertFails(RemoteException.Code.PROVER_NOT_LISTED, () -> prover.prove(CHONK));
                assertThat(server.count("POST")).isZero();
            }
        }
    }

    @Test
    void anEnclaveThatAttestsNoListIsSentNothing() throws IOException {
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = simulated(server)) {
            server.document = forge -> forge.fields.put(
                    "user_data", out -> out.bytes("{\"versions\":[]}".getBytes(StandardCharsets.US_ASCII)));
            assertFails(RemoteException.Code.PROVER_NOT_LISTED, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isZero();
        }
    }

    @Test
    void aVersionThatIsNotAttestedIsFoundBeforeAnythingIsSent() throws IOException {
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = builder()
                        .bb(bb().bbVersion(BbVersion.of("5.0.0")).build())
                        .simulatedTee(server.address(), ANY_IMAGE, FakeServer.anchor())
                        .build()) {
            assertFails(RemoteException.Code.UNKNOWN_VERSION, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isZero();
        }
    }

    @Test
    void aKeyIsFetchedOnceAndAgainBeforeItsCertificateEnds() throws IOException {
        SetClock clock = new SetClock();
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = builder()
                        .clock(clock)
                        .simulatedTee(server.address(), ANY_IMAGE, FakeServer.anchor())
                        .build()) {
            prover.prove(CHONK);
            prover.prove(CHONK);
            // The forged leaf ends two hours after it was minted.
            clock.now = Forge.NOW.plus(Duration.ofMinutes(114));
            prover.prove(CHONK);
            assertThat(server.count("GET /attestation")).isOne();

            clock.now = Forge.NOW.plus(Duration.ofMinutes(115));
            server.document = forge -> forge.fields.put("timestamp", out -> out.unsigned(clock.now.toEpochMilli()));
            prover.prove(CHONK);
            assertThat(server.count("GET /attestation")).isEqualTo(2);
        }
    }

    /** A clock that a test sets. */
    private static final class SetClock extends Clock {
        private Instant now = Forge.NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyThatTheServerNoLongerHasIsFetchedAndVerifiedAgainOnce(boolean enclave) throws IOException {
        try (FakeServer server = enclave ? FakeServer.enclave() : FakeServer.unattested();
                TeeRexProver prover = enclave ? simulated(server) : uee(server)) {
            prover.prove(CHONK);
            server.keyPair = FakeServer.newKeyPair();

            prover.prove(CHONK);
            assertThat(server.count("GET /attestation")).isEqualTo(2);
            assertThat(server.count("POST")).isEqualTo(3);

            server.next("/v1/prove", 409, "TRX-S-010");
            server.next("/v1/prove", 409, "TRX-S-010");
            assertFails(RemoteException.Code.WRONG_KEY, () -> prover.prove(CHONK));
            assertThat(server.count("GET /attestation")).isEqualTo(3);
            assertThat(server.count("POST")).isEqualTo(5);
        }
    }
}
