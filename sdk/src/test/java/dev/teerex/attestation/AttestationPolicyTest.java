package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttestationPolicyTest {
    private static final Bytes PCR = Forge.measurement("PCR0");
    private static final EnclaveImage IMAGE = new EnclaveImage("image", PCR, PCR, PCR);
    private static final String HEX = PCR.hex();
    private static final String JSON_IMAGE =
            "{\"name\":\"image\",\"pcr0\":\"%s\",\"pcr1\":\"%s\",\"pcr2\":\"%s\"}".formatted(HEX, HEX, HEX);

    @Test
    void aPolicyWithoutAnImageIsRefused() {
        assertRefused(() -> AttestationPolicy.builder().build());
        assertRefused(() -> AttestationPolicy.builder().pcr(8, PCR).build());
        assertRefused(() -> AttestationPolicy.builder()
                .image(IMAGE)
                .insecureAcceptAnyImage()
                .build());
    }

    @Test
    void aRegisterOfAnImageCannotBeAskedForAlone() {
        for (int index : List.of(0, 1, 2, 5, 31, -1)) {
            assertRefused(() -> AttestationPolicy.builder().pcr(index, PCR));
        }
    }

    @Test
    void aMeasurementThatIsNoneIsRefused() {
        assertRefused(() -> new EnclaveImage("zero", Bytes.of(new byte[48]), PCR, PCR));
        assertRefused(() -> new EnclaveImage("short", PCR, Bytes.fromHex("aa"), PCR));
        assertRefused(() -> new EnclaveImage(" ", PCR, PCR, PCR));
        assertRefused(() -> AttestationPolicy.builder().pcr(3, Bytes.of(new byte[48])));
    }

    @Test
    void aNonceThatCouldBeGuessedIsRefused() {
        AttestationPolicy policy = AttestationPolicy.builder().image(IMAGE).build();
        assertRefused(() -> policy.withNonce(new byte[0]));
        assertRefused(() -> policy.withNonce(new byte[15]));
        assertRefused(() -> policy.withNonce(new byte[513]));
        assertThat(policy.nonce()).isEmpty();
        assertThat(policy.withNonce(new byte[16]).nonce()).contains(Bytes.of(new byte[16]));
    }

    @Test
    void anAgeThatIsNoneIsRefused() {
        assertRefused(() -> AttestationPolicy.builder().maxAge(Duration.ZERO));
        assertRefused(() -> AttestationPolicy.builder().maxAge(Duration.ofSeconds(-1)));
    }

    @Test
    void differencesAreGivenForEachImageUnlessOneFits() {
        Bytes other = Forge.measurement("other");
        AttestationPolicy policy = AttestationPolicy.builder()
                .image(IMAGE)
                .image(new EnclaveImage("next", other, PCR, PCR))
                .pcr(8, other)
                .build();
        assertThat(policy.differences(Map.of(0, other, 1, PCR, 2, PCR, 8, other)))
                .isEmpty();
        assertThat(policy.differences(Map.of(0, other, 1, PCR, 2, PCR)))
                .containsExactly(new PcrDifference(null, 8, other, null));
        assertThat(policy.differences(Map.of(0, other, 1, other, 2, PCR, 8, other)))
                .containsExactly(
                        new PcrDifference("image", 0, PCR, other),
                        new PcrDifference("image", 1, PCR, other),
                        new PcrDifference("next", 1, PCR, other));
    }

    @Test
    void aFileSaysAllThatABuilderCan(@TempDir Path folder) throws Exception {
        String json = ("{\"v\":1,\"images\":[%s],\"pcr3\":\"%s\",\"pcr4\":\"%s\",\"pcr8\":\"%s\","
                        + "\"proverList\":\"%s\",\"maxAgeSeconds\":60}")
                .formatted(JSON_IMAGE, HEX, HEX.toUpperCase(java.util.Locale.ROOT), HEX, Forge.PROVERS);
        AttestationPolicy policy = AttestationPolicyFile.read(Files.writeString(folder.resolve("policy.json"), json));
        assertThat(policy.images()).containsExactly(IMAGE);
        assertThat(policy.otherPcrs()).isEqualTo(Map.of(3, PCR, 4, PCR, 8, PCR));
        assertThat(policy.proverList()).contains(Forge.PROVERS);
        assertThat(policy.maxAge()).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.acceptsAnyImage()).isFalse();

        AttestationPolicy copy = AttestationPolicyFile.parse(AttestationPolicyFile.write(policy));
        assertThat(copy).usingRecursiveComparison().isEqualTo(policy);
    }

    @Test
    void whatAFileCannotSayIsNotWritten() {
        AttestationPolicy policy = AttestationPolicy.builder().image(IMAGE).build();
        assertRefused(() -> AttestationPolicyFile.write(policy.withNonce(new byte[16])));
        assertRefused(() -> AttestationPolicyFile.write(
                AttestationPolicy.builder().insecureAcceptAnyImage().build()));
        assertRefused(() -> AttestationPolicyFile.write(AttestationPolicy.builder()
                .image(IMAGE)
                .maxAge(Duration.ofMillis(1500))
                .build()));
        assertThatExceptionOfType(InputException.class)
                .as("a name that the reader would not take")
                .isThrownBy(() -> AttestationPolicyFile.write(AttestationPolicy.builder()
                        .image(new EnclaveImage("i".repeat(257), PCR, PCR, PCR))
                        .build()));
    }

    @Test
    void whatAFileDoesNotSayIsTheDefault() {
        AttestationPolicy policy = parse("{\"v\":1,\"images\":[" + JSON_IMAGE + "]}");
        assertThat(policy.maxAge()).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.otherPcrs()).isEmpty();
        assertThat(policy.proverList()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"v\":1}",
                "{\"v\":1,\"images\":[]}",
                "{\"images\":[IMAGE]}",
                "{\"v\":2,\"images\":[IMAGE]}",
                "{\"v\":\"1\",\"images\":[IMAGE]}",
                "{\"v\":1,\"v\":1,\"images\":[IMAGE]}",
                "{\"v\":1,\"images\":IMAGE}",
                "{\"v\":1,\"images\":[[IMAGE]]}",
                "{\"v\":1,\"images\":[IMAGE]",
                "{\"v\":1,\"images\":[IMAGE]}{}",
                "{\"v\":1,\"images\":[IMAGE],}",
                "{\"v\":1,\"images\":[IMAGE],\"Pcr3\":\"HEX\"}",
                "{\"v\":1,\"images\":[IMAGE],\"pcr0\":\"HEX\"}",
                "{\"v\":1,\"images\":[IMAGE],\"pcr3\":\"HEXaa\"}",
                "{\"v\":1,\"images\":[IMAGE],\"pcr3\":\"zz\"}",
                "{\"v\":1,\"images\":[IMAGE],\"pcr3\":null}",
                "{\"v\":1,\"images\":[IMAGE],\"nonce\":\"HEX\"}",
                "{\"v\":1,\"images\":[IMAGE],\"insecureAcceptAnyImage\":true}",
                "{\"v\":1,\"images\":[IMAGE],\"proverList\":\"sha256:ab\"}",
                "{\"v\":1,\"images\":[IMAGE],\"maxAgeSeconds\":0}",
                "{\"v\":1,\"images\":[IMAGE],\"maxAgeSeconds\":-5}",
                "{\"v\":1,\"images\":[IMAGE],\"maxAgeSeconds\":1.5}",
                "{\"v\":1,\"images\":[IMAGE],\"maxAgeSeconds\":99999999999999999999}",
                "{\"v\":1,\"images\":[{\"name\":\"image\",\"pcr0\":\"HEX\",\"pcr1\":\"HEX\"}]}",
                "{\"v\":1,\"images\":[{\"pcr0\":\"HEX\",\"pcr1\":\"HEX\",\"pcr2\":\"HEX\"}]}",
                "{\"v\":1,\"images\":[{\"name\":\"i\",\"pcr0\":\"HEX\",\"pcr1\":\"HEX\",\"pcr2\":\"HEX\",\"pcr3\":\"HEX\"}]}"
            })
    void aFileThatIsNotOfTheSchemaIsRefused(String json) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> parse(json.replace("IMAGE", JSON_IMAGE).replace("HEX", HEX)));
    }

    @Test
    void aFileThatIsTooLargeOrMissingIsRefused(@TempDir Path folder) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> AttestationPolicyFile.parse(new byte[AttestationPolicyFile.MAX_SIZE + 1]))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.TOO_LARGE));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> AttestationPolicyFile.read(folder.resolve("missing.json")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.UNREADABLE));
    }

    @Test
    void whatIsWrongIsToldOfTheFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("policy.json"), "{\"v\": 1}");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> AttestationPolicyFile.read(file))
                .satisfies(e -> assertThat(e.text()).startsWith(file + ": "));
    }

    @Test
    void theSchemaIsPublishedWithTheLibrary() throws Exception {
        try (var schema = AttestationPolicyFile.class.getResourceAsStream(AttestationPolicyFile.SCHEMA)) {
            assertThat(schema).isNotNull();
            assertThat(new String(schema.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"images\"", "\"pcr3\"", "\"pcr4\"", "\"pcr8\"", "\"proverList\"", "\"maxAgeSeconds\"");
        }
    }

    private static AttestationPolicy parse(String json) {
        return AttestationPolicyFile.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(Runnable building) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(building::run)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION));
    }

    @Test
    void whatIsWrongWithAPolicyFileIsSaidOnceAndInOurOwnWords(@TempDir Path folder) throws Exception {
        Path unread = Files.writeString(folder.resolve("unread.json"), "{\"v\": 1,\n \"images\": oops}");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> AttestationPolicyFile.read(unread))
                .withMessageContainingAll("unread.json", "line 2, column")
                .withMessageNotContainingAny("Source", "StreamReadFeature")
                .withNoCause();
        Path noPolicy = Files.writeString(folder.resolve("other.json"), "{\"v\": 2}");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> AttestationPolicyFile.read(noPolicy))
                .withMessageContaining("other.json: policy file: v must be")
                .withNoCause();
    }
}
