package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Bytes;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationVerifier;
import dev.teerex.attestation.ProverList;
import dev.teerex.attestation.SimulatedAttestation;
import dev.teerex.attestation.TestAnchor;
import dev.teerex.attestation.VerificationTime;
import dev.teerex.bb.TestInputs;
import dev.teerex.openpgp.RecipientKey;
import dev.teerex.server.config.Option;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole attested path, under a simulated enclave. */
class SimulatedEnclaveTest {
    @TempDir
    Path folder;

    @Test
    void aClientVerifiesEncryptsToTheAttestedKeyAndIsProvedFor() throws IOException {
        Path root = folder.resolve("root.pem");
        Map<Option, String> options = Map.of(Option.TEE, "simulated", Option.SIMULATED_ROOT, root.toString());
        try (TestServer server = TestServer.start(folder, options)) {
            byte[] nonce = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
            Reply reply = server.client().get("/attestation?nonce=00112233445566778899AABBCCDDEEFF");
            assertThat(reply.json("mode")).isEqualTo("nitro");
            assertThat(reply.json("simulated")).isEqualTo("true");
            byte[] document = Base64.getDecoder().decode(reply.json("attestationDocument"));

            Reply health = server.client().get("/health");
            String list = TestServer.VERSION + " " + health.json("sha256") + "\n";
            ProverList provers = new ProverList(
                    Bytes.of(list.getBytes(StandardCharsets.US_ASCII)).sha256());
            AttestationPolicy policy = AttestationPolicy.builder()
                    .insecureAcceptAnyImage()
                    .proverList(provers)
                    .build()
                    .withNonce(nonce);
            VerificationTime now = VerificationTime.live(Clock.systemUTC());
            SimulatedAttestation attested = AttestationVerifier.create()
                    .verifySimulated(document, policy, now, TestAnchor.read(Files.readAllBytes(root)));

            String attestedKey =
                    new String(attested.claims().publicKey().orElseThrow().toArray(), StandardCharsets.UTF_8);
            assertThat(attestedKey).isEqualTo(reply.json("publicKey"));
            RecipientKey key = RecipientKey.parse(attestedKey, Clock.systemUTC());
            byte[] message = TestServer.encrypt(TestInputs.inputs("app"), key);
            assertThat(server.client().post("/prove", RawClient.json(message)).status())
                    .isEqualTo(200);

            assertThatThrownBy(() -> AttestationVerifier.create().verify(document, policy, now))
                    .isInstanceOf(AttestationException.class);
        }
    }

    @Test
    void anEnclaveThatIsNotThereIsNotServed() {
        assertThatThrownBy(() -> TestServer.start(folder, Map.of(Option.TEE, "nitro")))
                .isInstanceOfSatisfying(
                        TeeRexException.class,
                        e -> assertThat(e.reason().code()).isEqualTo("TRX-N-001"));
    }
}
