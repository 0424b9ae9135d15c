package dev.teerex.bb;

import static dev.teerex.bb.TestInputs.bytecode;
import static dev.teerex.bb.TestInputs.key;
import static dev.teerex.bb.TestInputs.witness;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Deadline;
import dev.teerex.InputException;
import dev.teerex.Ticker;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.ChonkProver.ChonkResult;
import dev.teerex.bb.standin.StandIn;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a stand-in for bb: no Chonk proof can be completed without 2^17 genuine CRS points. */
@Timeout(60)
class ChonkProverTest {
    private static final int POINTS = 1 << 17;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"4.1.2", "5.0.0"})
    void allStepsReachBbInOrderAndTheProofComesBackInItsFileForm(String version) throws IOException {
        Path log = folder.resolve("log");
        List<String> events = new ArrayList<>();
        try (BbProcess bb = start(version, new StandIn().with("log", log))) {
            ChonkProver prover = new ChonkProver(bb, Ticker.system());
            ChonkResult result = prover.prove(inputs("A:a", "B:b", "C:c"), POINTS, deadline(), recording(events));

            assertThat(result.proof().fieldCount()).isEqualTo(1281 + 1935);
            assertThat(result.verificationKey()).isEqualTo(key(16));
            assertThat(fieldAt(result.proof(), 1280)).isEqualTo(1280);
            assertThat(prover.verify(result.proof(), result.verificationKey(), deadline()))
                    .isTrue();
        }
        List<String> expected = new ArrayList<>(List.of("ChonkStart 3"));
        for (String name : List.of("A:a", "B:b", "C:c")) {
            expected.add("ChonkLoad " + name + " " + Arrays.hashCode(bytecode(name)) + " " + Arrays.hashCode(key(16)));
            expected.add("ChonkAccumulate " + Arrays.hashCode(witness(name)));
        }
        expected.add("ChonkProve");
        expected.add(version.startsWith("4") ? "ChonkVerify" : "ChonkVerifyFromFields");
        List<String> commands = Files.readAllLines(log);
        assertThat(commands.subList(2, commands.size())).isEqualTo(expected);
        assertThat(events)
                .containsExactly(
                        "started 3",
                        "step 0/3 A:a",
                        "done 0",
                        "step 1/3 B:b",
                        "done 1",
                        "step 2/3 C:c",
                        "done 2",
                        "folding",
                        "proved");
    }

    @Test
    void aRefusedStepIsNamed() throws IOException {
        try (BbProcess bb = start("5.0.0", new StandIn().with("on", "ChonkAccumulate"))) {
            assertThatThrownBy(() -> prove(bb, inputs("A:a", "Token:transfer")))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.REJECTED))
                    .hasMessageContaining("step 1 of 2 \"A:a\"")
                    .hasMessageContaining("something is wrong with this input")
                    .hasMessageContaining("tee-rex.bbVersion");
        }
    }

    @Test
    void bbRejectingItsOwnProofIsAReasonOfItsOwn() throws IOException {
        try (BbProcess bb =
                start("4.1.2", new StandIn().with("on", "ChonkProve").with("do", "selfCheck"))) {
            assertThatThrownBy(() -> prove(bb, inputs("A:a")))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.SELF_CHECK_FAILED))
                    .hasMessageContaining("development CRS");
        }
        try (BbProcess bb =
                start("4.1.2", new StandIn().with("on", "ChonkProve").with("do", "error"))) {
            assertThatThrownBy(() -> prove(bb, inputs("A:a")))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.REJECTED));
        }
    }

    @Test
    void bbDyingInMidProofNamesTheStep() throws IOException {
        try (BbProcess bb =
                start("5.0.0", new StandIn().with("on", "ChonkAccumulate").with("do", "abort"))) {
            assertThatThrownBy(() -> prove(bb, inputs("A:a")))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.KILLED_BY_SIGNAL))
                    .hasMessageContaining("step 1 of 1 \"A:a\"");
        }
    }

    @Test
    void aStepIsUnpackedWhileBbIsAtTheOneBefore() throws IOException {
        Path gate = folder.resolve("step");
        byte[] first = TestInputs.inputs("A:a");
        byte[] all = TestInputs.inputs("A:a", "B:b");
        // Both begin with a head of one byte.
        InputStream rest = new ByteArrayInputStream(all, first.length, all.length - first.length);
        InputStream second = new FilterInputStream(rest) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                open(gate, 1);
                return super.read(bytes, offset, length);
            }
        };
        open(gate, 2);
        try (BbProcess bb = start("5.0.0", new StandIn().with("stepGate", gate))) {
            InputStream in = new SequenceInputStream(new ByteArrayInputStream(all, 0, first.length), second);

            assertThat(prove(bb, IvcInputs.read("inputs", in)).proof().fieldCount())
                    .isPositive();
        }
    }

    private static void open(Path gate, int step) throws IOException {
        Files.writeString(Path.of(gate.toString() + step), "");
    }

    @Test
    void aBrokenStepStopsBeforeBbSeesIt() throws IOException {
        Path log = folder.resolve("log");
        Map<String, Object> broken = TestInputs.step("B:b");
        broken.remove("vk");
        byte[] inputs = TestInputs.pack(List.of(TestInputs.step("A:a"), broken));
        try (BbProcess bb = start("5.0.0", new StandIn().with("log", log))) {
            assertThatThrownBy(() -> prove(bb, IvcInputs.read("inputs", new ByteArrayInputStream(inputs))))
                    .isInstanceOf(InputException.class);
        }
        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.startsWith("ChonkLoad"))
                .hasSize(1);
    }

    @Test
    void aStepThatNeedsMoreCrsPointsThanThereAreStopsBeforeBbSeesIt() throws IOException {
        Path log = folder.resolve("log");
        Map<String, Object> large = TestInputs.step("B:b");
        large.put("vk", key(18));
        byte[] inputs = TestInputs.pack(List.of(large));
        try (BbProcess bb = start("5.0.0", new StandIn().with("log", log))) {
            assertThatThrownBy(() -> prove(bb, IvcInputs.read("inputs", new ByteArrayInputStream(inputs))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("262144");
        }
        assertThat(Files.readAllLines(log)).noneMatch(line -> line.startsWith("ChonkLoad"));
    }

    @Test
    void aStepThatNeedsAllOfTheCrsPointsIsProved() throws IOException {
        Map<String, Object> large = TestInputs.step("B:b");
        large.put("vk", key(17));
        byte[] inputs = TestInputs.pack(List.of(large));
        try (BbProcess bb = start("5.0.0", new StandIn())) {
            assertThat(prove(bb, IvcInputs.read("inputs", new ByteArrayInputStream(inputs)))
                            .verificationKey())
                    .isEqualTo(key(17));
        }
    }

    @Test
    void aProofThatBbCallsInvalidOrCannotReadDoesNotVerify() throws IOException {
        ChonkProof proof = ChonkProof.ofFields(new byte[32 * 3216]);
        try (BbProcess bb = start("5.0.0", new StandIn().with("invalid", ""))) {
            assertThat(new ChonkProver(bb, Ticker.system()).verify(proof, key(16), deadline()))
                    .isFalse();
        }
        try (BbProcess bb = start("5.0.0", new StandIn().with("on", "ChonkVerifyFromFields"))) {
            assertThat(new ChonkProver(bb, Ticker.system()).verify(proof, key(16), deadline()))
                    .isFalse();
        }
    }

    @Test
    void proofsAndKeysOfImpossibleSizesAreRefused() throws IOException {
        try (BbProcess bb = start("4.1.2", new StandIn())) {
            ChonkProver prover = new ChonkProver(bb, Ticker.system());
            ChonkProof tooShort = ChonkProof.ofFields(new byte[32 * 1500]);

            assertThatThrownBy(() -> prover.verify(tooShort, key(16), deadline()))
                    .isInstanceOfSatisfying(
                            InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_PROOF));
            assertThatThrownBy(() -> prover.verify(tooShort, new byte[32], deadline()))
                    .isInstanceOfSatisfying(InputException.class, e -> assertThat(e.reason())
                            .isEqualTo(InputException.Code.BAD_VERIFICATION_KEY));
        }
    }

    @Test
    void theNetworkFormHasTheCountInFront() {
        ChonkProof proof = ChonkProof.ofFields(new byte[64]);

        assertThat(proof.toWire()).hasSize(68).startsWith(0, 0, 0, 2);
        assertThat(ChonkProof.ofWire(proof.toWire())).isEqualTo(proof);
        for (byte[] bad : List.of(new byte[0], new byte[3], new byte[36], new byte[33])) {
            assertThatThrownBy(() -> ChonkProof.ofWire(bad))
                    .isInstanceOfSatisfying(
                            InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_PROOF));
        }
    }

    private static ProofListener recording(List<String> events) {
        return new ProofListener() {
            @Override
            public void started(int steps) {
                events.add("started " + steps);
            }

            @Override
            public void step(int index, int steps, String name) {
                events.add("step " + index + "/" + steps + " " + name);
            }

            @Override
            public void stepDone(int index, Duration load, Duration accumulate) {
                events.add("done " + index);
            }

            @Override
            public void folding() {
                events.add("folding");
            }

            @Override
            public void proved(Duration inBb) {
                events.add("proved");
            }
        };
    }

    private static int fieldAt(ChonkProof proof, int index) {
        return java.nio.ByteBuffer.wrap(proof.toFields()).getInt(32 * index + 28);
    }

    private static ChonkResult prove(BbProcess bb, IvcInputs inputs) {
        return new ChonkProver(bb, Ticker.system()).prove(inputs, POINTS, deadline(), ProofListener.NONE);
    }

    private static IvcInputs inputs(String... names) {
        return IvcInputs.read("inputs", new ByteArrayInputStream(TestInputs.inputs(names)));
    }

    private BbProcess start(String version, StandIn standIn) throws IOException {
        Path executable = standIn.with("version", version).writeTo(folder.resolve("bb-" + System.nanoTime()));
        BbBinary binary = new BbBinary(executable, new BbVersion(version), "00", BbOrigin.GIVEN_PATH, List.of());
        return BbProcess.start(binary, new BbRun(folder, 1, folder, Ticker.system()));
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(40), Ticker.system());
    }
}
