package dev.teerex.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.Bytes;
import dev.teerex.cbor.CborReader;
import dev.teerex.nsm.NsmException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedNsmTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    private static final AttestationRequest NOTHING = new AttestationRequest(null, null, null);

    @Test
    void aMachineWithTheRealDeviceRefusesToSimulate(@TempDir Path folder) throws Exception {
        Path device = Files.createFile(folder.resolve("nsm"));
        assertThatExceptionOfType(NsmException.class)
                .isThrownBy(() -> SimulatedNsm.start("image", CLOCK, new SecureRandom(), device))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.SIMULATION_REFUSED));
    }

    @Test
    void everyNameSaysTestOnly() {
        try (SimulatedNsm nsm = SimulatedNsm.start("image", CLOCK, new SecureRandom())) {
            assertThat(nsm.root().getSubjectX500Principal().getName()).contains("TEST ONLY");
            CborReader payload = payload(nsm.attestation(NOTHING));
            payload.beginMap();
            assertThat(payload.hasNext()).isTrue();
            assertThat(payload.textKey()).isEqualTo("module_id");
            assertThat(payload.text()).startsWith("simulated-");
        }
    }

    @Test
    void eachSimulationHasItsOwnKeys() {
        try (SimulatedNsm one = SimulatedNsm.start("image", CLOCK, new SecureRandom());
                SimulatedNsm other = SimulatedNsm.start("image", CLOCK, new SecureRandom())) {
            assertThat(one.root().getPublicKey()).isNotEqualTo(other.root().getPublicKey());
            assertThat(one.pcrs()).isEqualTo(other.pcrs());
        }
    }

    @Test
    void theRegistersOfTheImageAreNeverZero() {
        try (SimulatedNsm nsm = SimulatedNsm.start("image", CLOCK, new SecureRandom())) {
            assertThat(nsm.pcrs()).hasSize(16);
            for (int i = 0; i <= 2; i++) {
                assertThat(nsm.pcrs())
                        .containsEntry(
                                i,
                                Bytes.of(("SIMULATED PCR" + i + " of image")
                                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                                        .sha384());
            }
        }
    }

    @Test
    void bothFormsOfTheMapAreMade() {
        try (SimulatedNsm nsm = SimulatedNsm.start("image", CLOCK, new SecureRandom())) {
            assertThat(payload(nsm.attestation(NOTHING, false)).beginMap()).isEqualTo(9);
            assertThat(payload(nsm.attestation(NOTHING, true)).beginMap()).isEqualTo(CborReader.INDEFINITE);
        }
    }

    @Test
    void aClosedSimulationAnswersNothing() {
        SimulatedNsm nsm = SimulatedNsm.start("image", CLOCK, new SecureRandom());
        assertThat(nsm.random()).hasSize(256);
        nsm.close();
        assertThatExceptionOfType(NsmException.class)
                .isThrownBy(() -> nsm.attestation(NOTHING))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.CLOSED));
    }

    private static CborReader payload(byte[] document) {
        CborReader reader = new CborReader(document);
        assertThat(reader.beginArray()).isEqualTo(4);
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.bytes()).containsExactly(0xa1, 0x01, 0x38, 0x22);
        assertThat(reader.hasNext()).isTrue();
        assertThat(reader.beginMap()).isZero();
        assertThat(reader.hasNext()).isFalse();
        assertThat(reader.hasNext()).isTrue();
        return new CborReader(reader.bytes());
    }
}
