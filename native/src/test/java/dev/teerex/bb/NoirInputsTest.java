package dev.teerex.bb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
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

    @ParameterizedTest
    @ValueSource(strings = {"not json", "[]", "7", "PK"})
    void whatDoesNotBeginAsACircuitIsRefusedByItsBeginning(String begin) {
        assertThatThrownBy(() -> NoirInputs.requireCircuit("c", in(begin + " ".repeat(10_000))))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(Code.MALFORMED))
                .hasMessageContaining("c is not a compiled Noir program");
    }

    @Test
    void whatDoesNotBeginAsAWitnessIsRefusedByItsBeginning() {
        byte[] damaged = TestInputs.gzip(WITNESS);
        damaged[2] = 0;
        assertRefused(Code.MALFORMED, damaged);
        assertRefused(Code.MALFORMED, "{}".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        assertRefused(Code.TRUNCATED, Arrays.copyOf(TestInputs.gzip(WITNESS), 15));
        assertRefused(Code.EMPTY, TestInputs.gzip(new byte[0]));
    }

    private static void assertRefused(Code reason, byte[] witness) {
        assertThatThrownBy(() -> NoirInputs.requireWitness("w", new ByteArrayInputStream(witness)))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining("w: the witness");
    }

    @Test
    void ofASoundFileTheBeginningIsReadAndNoMore() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        byte[] large = TestInputs.gzip(noise);
        for (InputStream circuit : List.of(in("\ufeff\n {\"bytecode\":\"" + "A".repeat(10_000)), in(large))) {
            NoirInputs.requireCircuit("c", circuit);
            assertThat(circuit.available()).isPositive();
        }
        InputStream witness = in(large);
        NoirInputs.requireWitness("w", witness);
        assertThat(witness.available()).isPositive();
        NoirInputs.requireWitness("w", in(TestInputs.gzip(WITNESS)));
        NoirInputs.requireCircuit("c", in("{}"));
    }

    private static InputStream in(String text) {
        return in(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream in(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
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
