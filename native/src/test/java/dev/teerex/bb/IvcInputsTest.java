package dev.teerex.bb;

import static dev.teerex.bb.TestInputs.pack;
import static dev.teerex.bb.TestInputs.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IvcInputsTest {
    @Test
    void stepsComeOutInOrderUnpackedAndWithTheDigestOfAllBytes() throws Exception {
        byte[] bytes = TestInputs.inputs("A:a", "B:b", "C:c");
        try (IvcInputs inputs = read(bytes)) {
            assertThat(inputs.stepCount()).isEqualTo(3);
            for (String name : List.of("A:a", "B:b", "C:c")) {
                PrivateExecutionStep step = inputs.next().orElseThrow();
                assertThat(step.name()).isEqualTo(name);
                assertThat(step.bytecode()).isEqualTo(ByteBuffer.wrap(TestInputs.bytecode(name)));
                assertThat(step.witness()).isEqualTo(ByteBuffer.wrap(TestInputs.witness(name)));
                assertThat(step.verificationKey()).isEqualTo(TestInputs.key(16));
            }
            assertThat(inputs.next()).isEmpty();
            assertThat(inputs.sha256SoFar())
                    .isEqualTo(HexFormat.of()
                            .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                    .digest(bytes)));
        }
    }

    @Test
    void keysMayComeInAnyOrderAndOthersArePassedOver() {
        Map<String, Object> step = new java.util.LinkedHashMap<>();
        step.put("timings", Map.of("witgen", 7));
        List<String> keys = new ArrayList<>(step("A:a").keySet());
        java.util.Collections.reverse(keys);
        keys.forEach(key -> step.put(key, step("A:a").get(key)));
        step.put("more", List.of("x", 1));
        try (IvcInputs inputs = read(pack(List.of(step)))) {
            assertThat(inputs.next().orElseThrow().name()).isEqualTo("A:a");
            assertThat(inputs.next()).isEmpty();
        }
    }

    @Test
    void aClosedStepHasNoWitnessAnyMore() {
        StepBuffers buffers = new StepBuffers();
        try (IvcInputs inputs =
                IvcInputs.read("test input", new ByteArrayInputStream(TestInputs.inputs("A:a")), buffers)) {
            PrivateExecutionStep step = inputs.next().orElseThrow();
            assertThat(buffers.witness.array()).startsWith(TestInputs.witness("A:a"));
            step.close();
            assertThat(buffers.witness.array()).containsOnly(0);
        }
    }

    @Test
    void buffersAreUsedAgainAndHoldNothingInBetween() {
        StepBuffers buffers = new StepBuffers();
        for (String name : List.of("a step with a long name", "short")) {
            try (IvcInputs inputs =
                    IvcInputs.read("test input", new ByteArrayInputStream(TestInputs.inputs(name, "B:b")), buffers)) {
                assertThat(inputs.next().orElseThrow().witness()).isEqualTo(ByteBuffer.wrap(TestInputs.witness(name)));
                assertThat(inputs.next().orElseThrow().witness()).isEqualTo(ByteBuffer.wrap(TestInputs.witness("B:b")));
            }
            assertThat(buffers.witness.array()).isNotEmpty().containsOnly(0);
            assertThat(buffers.packedWitness.array()).isNotEmpty().containsOnly(0);
        }
    }

    @Test
    void aDigestThatIsNotTakenIsNotMadeUp() {
        try (IvcInputs inputs =
                IvcInputs.read("test input", new ByteArrayInputStream(TestInputs.inputs("A:a")), new StepBuffers())) {
            assertThatThrownBy(inputs::sha256SoFar).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aStepDoesNotPrintItsContent() {
        try (IvcInputs inputs = read(TestInputs.inputs("A:a"))) {
            assertThat(inputs.next().orElseThrow()).hasToString("step 1 \"A:a\"");
        }
    }

    @Test
    void whatSteersATerminalInANameDoesNotReachIt() {
        Map<String, Object> step = step("x");
        step.put("functionName", "evil\u001b[2J\u009b1m\u202ename");
        try (IvcInputs inputs = read(pack(List.of(step)))) {
            assertThat(inputs.next().orElseThrow().name()).isEqualTo("evil?[2J?1m?name");
        }
    }

    @Test
    void everyTruncationIsAnErrorOfItsOwn() {
        byte[] whole = TestInputs.inputs("A:a", "B:b");
        for (int length = 1; length < whole.length; length += 1 + length / 40) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> readAll(cut))
                    .as("cut to %d bytes", length)
                    .isInstanceOfSatisfying(
                            InputException.class, e -> assertThat(e.reason()).isEqualTo(Code.TRUNCATED));
        }
    }

    @Test
    void anErrorNamesTheStepByNumberAndName() {
        Map<String, Object> broken = step("Token:transfer");
        broken.put("witness", "not gzip".getBytes(StandardCharsets.UTF_8));

        assertFails(pack(List.of(step("A:a"), broken)), Code.MALFORMED)
                .hasMessageContaining("step 2 of 2 \"Token:transfer\"")
                .hasMessageContaining("witness");
    }

    @Test
    void emptyInputsAreErrorsOfTheirOwn() {
        assertFails(new byte[0], Code.EMPTY);
        assertFails(pack(List.of()), Code.EMPTY);
    }

    @Test
    void garbageIsMalformed() {
        assertFails("this is not msgpack at all".getBytes(StandardCharsets.UTF_8), Code.MALFORMED);
        assertFails(pack(Map.of("a", 1)), Code.MALFORMED);
        assertFails(pack(List.of("a")), Code.MALFORMED);
        assertFails(pack(List.of(Map.of("witness", "text"))), Code.MALFORMED);
    }

    @Test
    void randomBytesNeverGiveAnythingButAnInputException() {
        Random random = new Random(20261121);
        byte[] valid = TestInputs.inputs("A:a", "B:b");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = valid.clone();
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                // The heads and keys are where a reader can be led astray.
                bytes[random.nextInt(random.nextBoolean() ? 64 : bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                readAll(bytes);
            } catch (InputException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void bytesAfterTheLastStepAreRefused() {
        byte[] valid = TestInputs.inputs("A:a");
        byte[] longer = Arrays.copyOf(valid, valid.length + 1);

        assertFails(longer, Code.MALFORMED).hasMessageContaining("goes on after its last step");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytecode", "witness", "functionName"})
    void aMissingPartIsNamed(String key) {
        Map<String, Object> step = step("A:a");
        step.remove(key);

        assertFails(pack(List.of(step)), Code.BAD_STEP).hasMessageContaining("no \"" + key + "\"");
    }

    @Test
    void aMissingEmptyOrWrongVerificationKeyIsAnErrorOfItsOwn() {
        Map<String, Object> missing = step("A:a");
        missing.remove("vk");
        Map<String, Object> empty = step("A:a");
        empty.put("vk", new byte[0]);
        Map<String, Object> small = step("A:a");
        small.put("vk", new byte[100]);
        Map<String, Object> implausible = step("A:a");
        implausible.put("vk", TestInputs.key(29));

        assertFails(pack(List.of(missing)), Code.BAD_VERIFICATION_KEY).hasMessageContaining("step 1 of 1 \"A:a\"");
        assertFails(pack(List.of(empty)), Code.BAD_VERIFICATION_KEY);
        assertFails(pack(List.of(small)), Code.BAD_VERIFICATION_KEY).hasMessageContaining("100 bytes instead of 4064");
        assertFails(pack(List.of(implausible)), Code.BAD_VERIFICATION_KEY).hasMessageContaining("2^28");
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        byte[] one = pack(List.of(step("A:a")));
        byte[] twice = pack(List.of(new LinkedPairs()
                .add("functionName", "A:a")
                .add("functionName", "B:b")
                .pairs()));

        assertThat(one).isNotEmpty();
        assertFails(twice, Code.BAD_STEP).hasMessageContaining("\"functionName\" twice");
    }

    @Test
    void aGzipBombIsRefusedWhileItUnpacks() throws IOException {
        java.io.ByteArrayOutputStream bomb = new java.io.ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 257; i++) {
                gzip.write(zeros);
            }
        }
        Map<String, Object> step = step("A:a");
        step.put("bytecode", bomb.toByteArray());

        assertFails(pack(List.of(step)), Code.TOO_LARGE).hasMessageContaining("unpacks to more than");
    }

    @Test
    void sizesOverTheLimitAreRefusedBeforeTheyAreRead() {
        byte[] manySteps = {(byte) 0xdd, 0, 1, 0, 0};
        byte[] hugePart = {(byte) 0x91, (byte) 0x81, (byte) 0xa2, 'v', 'k', (byte) 0xc6, 0x7f, 0, 0, 0};

        assertFails(manySteps, Code.TOO_LARGE);
        assertFails(hugePart, Code.TOO_LARGE);
    }

    @Test
    void aFailingStreamIsUnreadable() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("broken");
            }
        };
        assertThatThrownBy(() -> IvcInputs.read("stream", failing))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(Code.UNREADABLE));
    }

    @Test
    void theSummaryTellsNamesAndSizes() {
        Map<String, Object> large = step("B:b");
        large.put("vk", TestInputs.key(18));

        assertThat(IvcSummary.of(read(pack(List.of(step("A:a"), large)))).steps())
                .containsExactly(new IvcSummary.Step("A:a", 16), new IvcSummary.Step("B:b", 18));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy_schnorr_sponsored", "transfer", "transfer_to_public"})
    void realInputsHaveTheirKnownSteps(String flow) throws IOException {
        Path folder = Path.of(System.getProperty("tee-rex.test.shared"), "vectors", "ivc");
        assumeTrue(Files.isDirectory(folder), "skipped: real Chonk inputs are not beside the checkout");
        List<String> names = new ArrayList<>();
        List<Integer> bytecodeSizes = new ArrayList<>();
        try (JsonParser json =
                new JsonFactory().createParser(folder.resolve(flow + ".json").toFile())) {
            while (json.nextToken() != null) {
                if ("name".equals(json.currentName()) && json.currentToken().isScalarValue()) {
                    names.add(json.getText());
                }
                if ("bytecodeGz".equals(json.currentName())
                        && json.currentToken().isNumeric()) {
                    bytecodeSizes.add(json.getIntValue());
                }
            }
        }
        List<String> found = new ArrayList<>();
        try (IvcInputs inputs = IvcInputs.read(flow, Files.newInputStream(folder.resolve(flow + ".msgpack")))) {
            for (Optional<PrivateExecutionStep> step = inputs.next(); step.isPresent(); step = inputs.next()) {
                found.add(step.get().name());
                assertThat(step.get().bytecode().get(0)).isEqualTo((byte) 3);
                assertThat(step.get().witness().get(0)).isEqualTo((byte) 3);
            }
        }
        assertThat(found).isEqualTo(names).hasSameSizeAs(bytecodeSizes);
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            byte[] bytes, Code reason) {
        return assertThatThrownBy(() -> readAll(bytes))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining("test input")
                .hasMessageStartingWith(reason.code() + ": ");
    }

    private static void readAll(byte[] bytes) {
        try (IvcInputs inputs = read(bytes)) {
            for (Optional<PrivateExecutionStep> step = inputs.next(); step.isPresent(); step = inputs.next()) {
                step.get().close();
            }
        }
    }

    private static IvcInputs read(byte[] bytes) {
        return IvcInputs.read("test input", new ByteArrayInputStream(bytes));
    }

    /** A map that may hold a key twice, which no Java map can. */
    private static final class LinkedPairs {
        private final List<Map.Entry<String, Object>> entries = new ArrayList<>();

        LinkedPairs add(String key, Object value) {
            entries.add(Map.entry(key, value));
            return this;
        }

        Map<String, Object> pairs() {
            return new java.util.AbstractMap<>() {
                @Override
                public java.util.Set<Map.Entry<String, Object>> entrySet() {
                    return new java.util.AbstractSet<>() {
                        @Override
                        public java.util.Iterator<Map.Entry<String, Object>> iterator() {
                            return entries.iterator();
                        }

                        @Override
                        public int size() {
                            return entries.size();
                        }
                    };
                }
            };
        }
    }
}
