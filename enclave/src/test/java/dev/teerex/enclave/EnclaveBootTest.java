package dev.teerex.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationPolicyFile;
import dev.teerex.attestation.AttestationVerifier;
import dev.teerex.attestation.Forge;
import dev.teerex.attestation.ProverList;
import dev.teerex.attestation.SimulatedAttestation;
import dev.teerex.attestation.VerificationTime;
import dev.teerex.bb.TestInputs;
import dev.teerex.eif.Eif;
import dev.teerex.eif.EnclaveLab;
import dev.teerex.eif.Guest;
import dev.teerex.eif.Pcrs;
import dev.teerex.enclave.VsockClient.Reply;
import dev.teerex.openpgp.Encryption;
import dev.teerex.openpgp.RecipientKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One enclave, built and booted in the lab, and a client that talks to it through its vsock. */
class EnclaveBootTest {
    private static final Duration BOOT = Duration.ofMinutes(4);
    private static final String READY = "ready http://127.0.0.1:4000";

    // Seen in one of some 150 boots, at what the JVM had just compiled; the image had the same bytes in all of them.
    private static final String ILLEGAL_INSTRUCTION = "#  SIGILL (0x4) at pc=";

    private static final int CHONK_FIELDS = 3216;

    @TempDir
    static Path folder;

    private static @Nullable Guest guest;
    private static VsockClient client;
    private static Pcrs measured;

    private final byte[] nonce = Machine.random().generateSeed(32);

    @BeforeAll
    static void boot() throws Exception {
        TestEnclave.require();
        Path standIn = folder.resolve("stand-in");
        EnclaveLab.compile(Path.of("src", "test", "c", "stand-in.c"), standIn);
        Path image = TestEnclave.build(TestEnclave.withPoints(folder, standIn));
        try (Eif eif = Eif.open(image)) {
            measured = eif.measure(Runnable::run).pcrs();
        }
        Guest booted = boot(image);
        if (!booted.says(READY, BOOT) && booted.console().contains(ILLEGAL_INSTRUCTION)) {
            System.err.println("the emulated processor stopped the JVM at an illegal instruction; booting once more");
            booted.close();
            booted = boot(image);
        }
        client = new VsockClient(booted);
        booted.await(READY, BOOT);
    }

    private static Guest boot(Path image) throws IOException {
        Guest booted = EnclaveLab.boot(image, "1G");
        guest = booted;
        return booted;
    }

    @AfterAll
    static void end() throws IOException {
        if (guest != null) {
            guest.close();
        }
    }

    @Test
    void itIsReady() throws IOException {
        assertThat(client.get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void aClassDataArchiveIsInItWhereTheJdkMakesTheSameEachTimeAndIsUsed() throws IOException {
        assertThat(Files.readString(folder.resolve(EnclaveBuild.MANIFEST)).contains("app/server.jsa"))
                .isEqualTo(Runtime.version().feature() >= 25);
        assertThat(client.guest().console()).doesNotContain("[cds]", "[aot]");
    }

    @Test
    void itsRegistersAreThoseThatWereMeasured() throws IOException {
        HexFormat hex = HexFormat.of();
        EmulatedDocument document = document(attestation());
        assertThat(hex.formatHex(document.pcrs.get(0)))
                .isEqualTo(measured.pcr0().hex());
        assertThat(hex.formatHex(document.pcrs.get(1)))
                .isEqualTo(measured.pcr1().hex());
        assertThat(hex.formatHex(document.pcrs.get(2)))
                .isEqualTo(measured.pcr2().hex());
    }

    @Test
    void itsDocumentBindsTheNonceTheKeyAndTheProvers() throws IOException {
        Reply reply = attestation();
        EmulatedDocument document = document(reply);
        assertThat(document.bytes("nonce")).isEqualTo(nonce);
        assertThat(document.bytes("public_key"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(reply.texts().get("publicKey"))
                .isEqualTo(client.get("/encryption-public-key").texts().get("publicKey"));
        ProverList provers = policy().proverList().orElseThrow();
        assertThat(document.bytes("user_data")).isEqualTo(provers.toUserData().toArray());
    }

    @Test
    void itsDocumentIsRejectedBecauseNobodySignedIt() throws IOException {
        byte[] document = binary(attestation());
        assertThatThrownBy(() ->
                        AttestationVerifier.create().verify(document, policy().withNonce(nonce), Clock.systemUTC()))
                .isInstanceOfSatisfying(
                        AttestationException.class, e -> assertThat(e.reason()).isEqualTo(Code.PROTECTED_HEADER));
    }

    @Test
    void itsDocumentIsRejectedForNothingElse() throws IOException {
        EmulatedDocument document = document(attestation());
        SimulatedAttestation attested = verify(document.signed(), policy().withNonce(nonce));
        assertThat(attested.claims().image()).contains("tee-rex-enclave-TEST");
    }

    @Test
    void eachPartThatTheEmulationLeavesOutIsMissed() throws IOException {
        EmulatedDocument document = document(attestation());
        assertRejected(document, Code.PROTECTED_HEADER, forge -> forge.protectedHeader = document.protectedHeader);
        assertRejected(document, Code.SIGNATURE_SIZE, forge -> forge.signature = signature -> document.signature);
        assertRejected(
                document,
                Code.CERTIFICATE_MALFORMED,
                forge -> forge.fields.put("certificate", writer -> writer.bytes(document.bytes("certificate"))));
        assertRejected(
                document,
                Code.UNTRUSTED_ROOT,
                forge -> forge.fields.put("cabundle", writer -> {
                    writer.array(document.caBundle.size());
                    document.caBundle.forEach(writer::bytes);
                }));
    }

    @Test
    void anotherNonceIsNotTaken() throws IOException {
        EmulatedDocument document = document(attestation());
        AttestationPolicy other = policy().withNonce(Machine.random().generateSeed(32));
        assertThatThrownBy(() -> verify(document.signed(), other))
                .isInstanceOfSatisfying(
                        AttestationException.class, e -> assertThat(e.reason()).isEqualTo(Code.NONCE_MISMATCH));
    }

    @Test
    void aMessageToTheAttestedKeyIsDecryptedAndProvedInside() throws IOException {
        String armoured = new String(document(attestation()).bytes("public_key"), StandardCharsets.UTF_8);
        byte[] inputs = TestInputs.inputs("app", "kernel");
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        Encryption.encrypt(
                message,
                RecipientKey.parse(armoured, Clock.systemUTC()),
                Machine.random(),
                inputs.length,
                out -> out.write(inputs));

        Reply reply = client.post("/prove", message.toByteArray());

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(Base64.getDecoder().decode(reply.texts().get("proof"))).hasSize(4 + 32 * CHONK_FIELDS);
    }

    @Test
    void whatIsRefusedBeforeItIsReadIsToldSo() throws IOException {
        Reply reply = client.post("/prove", new byte[8 << 20], "x-aztec-version: 9.9.9");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.texts().get("error")).contains("9.9.9");
    }

    @Test
    void nothingIsSaidOnTheConsoleAfterTheStart() throws IOException {
        client.get("/v1/no-such-route");
        client.get("/health");
        assertThat(client.guest().console().strip()).endsWith(READY);
    }

    private Reply attestation() throws IOException {
        Reply reply = client.get("/attestation?nonce=" + HexFormat.of().formatHex(nonce));
        assertThat(reply.status()).isEqualTo(200);
        return reply;
    }

    private static byte[] binary(Reply reply) {
        return Base64.getDecoder().decode(reply.texts().get("attestationDocument"));
    }

    private static EmulatedDocument document(Reply reply) {
        return new EmulatedDocument(binary(reply));
    }

    /** The policy that the build wrote. */
    private static AttestationPolicy policy() {
        return AttestationPolicyFile.read(folder.resolve(EnclaveBuild.POLICY));
    }

    private static SimulatedAttestation verify(Forge forge, AttestationPolicy policy) {
        return AttestationVerifier.create()
                .verifySimulated(forge.mint(), policy, VerificationTime.live(Clock.systemUTC()), forge.anchor());
    }

    private void assertRejected(EmulatedDocument document, Code why, Consumer<Forge> broken) {
        Forge forge = document.signed();
        broken.accept(forge);
        assertThatThrownBy(() -> verify(forge, policy().withNonce(nonce)))
                .isInstanceOfSatisfying(
                        AttestationException.class, e -> assertThat(e.reason()).isEqualTo(why));
    }
}
