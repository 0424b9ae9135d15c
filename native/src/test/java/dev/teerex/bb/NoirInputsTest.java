package dev.teerex.bb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoirInputsTest {
    private static final byte[] BYTECODE = {3, 1, 2, 3};
    private static final byte[] WITNESS = {3, 9, 9};

    @Test
    void anArtifactAndAWitnessAreUnpacked() {
        String json = "{\"noir_version\":\"1\",\"abi\":{\"bytecode\":\"nested, not it\"},\"bytecode\":\""
                + base64(BYTECODE) + "\",\"debug_symbols\":\"x\"}";
        try (NoirInputs inputs = open(json.getBytes(StandardCharsets.UTF_8), TestInputs.gzip(WITNESS))) {
            assertThat(inputs.bytecode()).isEqualTo(BYTECODE);
            assertThat(inputs.witness()).isEqualTo(WITNESS);
            assertThat(inputs).hasToString("Noir circuit of 4 bytes with a witness");
        }
    }

    @Test
    void packedBytecodeIsTakenAsItIs() {
        try (NoirInputs inputs = open(TestInputs.gzip(BYTECODE), TestInputs.gzip(WITNESS))) {
            assertThat(inputs.bytecode()).isEqualTo(BYTECODE);
        }
    }

    @Test
    void closingWipesTheWitness() {
        NoirInputs inputs = open(TestInputs.gzip(BYTECODE), TestInputs.gzip(WITNESS));
        inputs.close();

        assertThat(inputs.witness()).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{\"bytecode\":\"%%%\"}",
                "{\"abi\":{}}",
                "{\"bytecode\":7}",
                "[]",
                "{\"bytecode\":\"AAAA\"}"
            })
    void whatIsNoCompiledProgramIsMalformed(String json) {
        assertThatThrownBy(() -> open(json.getBytes(StandardCharsets.UTF_8), TestInputs.gzip(WITNESS)))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(Code.MALFORMED))
                .hasMessageContaining("circuit é.json")
                .hasMessageNotContaining("w.gz");
    }

    @Test
    void everyTruncationOfAnArtifactIsSaidToBeOne() {
        byte[] json = ("{\"abi\":{},\"bytecode\":\"" + base64(BYTECODE) + "\"").getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length < json.length - 1; length++) {
            byte[] cut = Arrays.copyOf(json, length);
            assertThatThrownBy(() -> open(cut, TestInputs.gzip(WITNESS)))
                    .isInstanceOfSatisfying(InputException.class, e -> assertThat(e.reason())
                            .as("%d bytes: %s", cut.length, e)
                            .isEqualTo(Code.TRUNCATED))
                    .hasMessageContaining("circuit é.json")
                    .hasMessageNotContaining("w.gz");
        }
    }

    @Test
    void everyTruncationOfPackedInputsIsSaidToBeOne() {
        byte[] packed = TestInputs.gzip(TestInputs.witness("x"));
        for (int length = 1; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> open(TestInputs.gzip(BYTECODE), cut))
                    .isInstanceOfSatisfying(
                            InputException.class, e -> assertThat(e.reason()).isEqualTo(Code.TRUNCATED))
                    .hasMessageContaining("w.gz: the witness")
                    .hasMessageNotContaining("circuit é.json");
        }
    }

    @Test
    void whatIsEmptyOnceUnpackedIsAnErrorOfItsOwn() {
        assertThatThrownBy(() -> open(TestInputs.gzip(BYTECODE), TestInputs.gzip(new byte[0])))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(Code.EMPTY));
    }

    private static NoirInputs open(byte[] circuit, byte[] witness) {
        return NoirInputs.of("circuit é.json", circuit, "w.gz", witness);
    }

    private static String base64(byte[] bytecode) {
        return Base64.getEncoder().encodeToString(TestInputs.gzip(bytecode));
    }
}
