package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.TestInputs;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.crs.Crs;
import dev.teerex.crs.CrsException;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.download.HttpSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a stand-in for bb and the development CRS, whose points are few enough for a test where the circuit is small. */
@Timeout(120)
class LocalProverTest {
    @TempDir
    private Path folder;

    @Test
    void aNoirCircuitIsProvedAndTheProofSaysHow() throws IOException {
        Path circuit = Files.write(folder.resolve("c.json"), TestInputs.gzip(TestInputs.bytecode("c")));
        Path witness = Files.write(folder.resolve("w.gz"), TestInputs.gzip(TestInputs.witness("c")));
        try (LocalProver prover = prover(new StandIn(), InsecureDevCrsPolicy.ALWAYS)) {
            LocalProof made = prover.prove(noir(circuit, witness), true);

            assertThat(made.proof().scheme()).isEqualTo(Scheme.ULTRA_HONK);
            assertThat(made.proof().proofBytes()).hasSize(458 * 32);
            assertThat(made.crs()).isEqualTo(Crs.Kind.INSECURE_DEV);
            assertThat(made.bb().origin()).isEqualTo(BbOrigin.GIVEN_PATH);
            assertThat(made.verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(made.inputs())
                    .extracting(LocalProof.Input::file)
                    .containsExactly(circuit.toString(), witness.toString());
            assertThat(prover.verify(made.proof())).isTrue();
        }
    }

    @Test
    void whatBbRejectsIsReportedAsRejectedAndWhatNobodyCheckedAsThat() throws IOException {
        Path circuit = Files.write(folder.resolve("c.json"), TestInputs.gzip(TestInputs.bytecode("c")));
        Path witness = Files.write(folder.resolve("w.gz"), TestInputs.gzip(TestInputs.witness("c")));
        try (LocalProver prover = prover(new StandIn().with("invalid", ""), InsecureDevCrsPolicy.ALWAYS)) {
            assertThat(prover.prove(noir(circuit, witness), true).verdict()).isEqualTo(Verdict.REJECTED);
            assertThat(prover.prove(noir(circuit, witness), false).verdict()).isEqualTo(Verdict.NOT_CHECKED);
        }
    }

    @Test
    void aProofThatDoesNotVerifyIsHandedOutUnderTheDevelopmentCrsAlone() throws IOException {
        ProofInputs.Noir inputs = new ProofInputs.Noir(
                InputSource.bytes("c.json", TestInputs.gzip(TestInputs.bytecode("c"))),
                InputSource.bytes("w.gz", TestInputs.gzip(TestInputs.witness("c"))),
                VerifierTarget.EVM);
        StandIn rejecting = new StandIn().with("invalid", "");
        try (TeeRexProver prover = TeeRexProver.builder(machine())
                .bb(settings(rejecting, InsecureDevCrsPolicy.ALWAYS))
                .local()
                .build()) {
            assertThat(prover.prove(inputs).receipt().verdict()).isEqualTo(Verdict.REJECTED);
        }

        Path points = Path.of(System.getProperty("tee-rex.test.shared", ""), "crs", "bn254_g1.dat");
        assumeTrue(Files.isRegularFile(points), "skipped: no genuine CRS points beside the checkout");
        Path crs = Files.createDirectories(folder.resolve("crs"));
        Files.write(crs.resolve("bn254_g1.dat"), Files.readAllBytes(points));
        try (TeeRexProver prover = TeeRexProver.builder(machine())
                .bb(settings(rejecting, InsecureDevCrsPolicy.IF_NO_GENUINE))
                .local()
                .build()) {
            assertThatThrownBy(() -> prover.prove(inputs))
                    .isInstanceOfSatisfying(BbException.class, e -> assertThat(e.reason())
                            .isEqualTo(BbException.Code.SELF_CHECK_FAILED))
                    .hasMessageContaining("c.json with w.gz");
        }
    }

    @Test
    void aMissingCrsIsSaidBeforeBbIsAskedToProve() throws IOException {
        Path log = folder.resolve("log");
        Path circuit = Files.write(folder.resolve("c.json"), TestInputs.gzip(TestInputs.bytecode("c")));
        Path witness = Files.write(folder.resolve("w.gz"), TestInputs.gzip(TestInputs.witness("c")));
        try (LocalProver prover = prover(new StandIn().with("log", log), InsecureDevCrsPolicy.NEVER)) {
            assertThatThrownBy(() -> prover.prove(noir(circuit, witness), true))
                    .isInstanceOfSatisfying(
                            CrsException.class, e -> assertThat(e.reason()).isEqualTo(CrsException.Code.MISSING));
        }
        assertThat(Files.readAllLines(log)).noneMatch(line -> line.startsWith("CircuitProve"));
    }

    @Test
    void aMissingCrsForATransactionIsSaidBeforeBbStarts() throws IOException {
        Path log = folder.resolve("log");
        Path inputs = Files.write(folder.resolve("ivc.msgpack"), TestInputs.inputs("A:a"));
        try (LocalProver prover = prover(new StandIn().with("log", log), InsecureDevCrsPolicy.NEVER)) {
            assertThatThrownBy(() -> prover.prove(ivc(inputs), true))
                    .isInstanceOf(CrsException.class)
                    .hasMessageContaining("131072");
        }
        assertThat(log).doesNotExist();
    }

    @Test
    void inputsThatGrowAfterTheyWereCheckedAreRefused() throws IOException {
        Path inputs = Files.write(folder.resolve("ivc.msgpack"), TestInputs.inputs("A:a"));
        Path longer = Files.write(folder.resolve("longer"), TestInputs.inputs("A:a", "B:b"));
        Path standIn = new StandIn().writeTo(folder.resolve("stand-in"));
        // bb is asked for its version between the two times that the file is read.
        Path bb = StandIn.script(
                folder.resolve("bb"), "cp '" + longer + "' '" + inputs + "'", "exec '" + standIn + "' \"$@\"");
        try (LocalProver prover = prover(bb, InsecureDevCrsPolicy.ALWAYS)) {
            assertThatThrownBy(() -> prover.prove(ivc(inputs), true))
                    .isInstanceOfSatisfying(
                            InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.MALFORMED))
                    .hasMessageContaining("had 1 steps when it was checked and has 2 now");
        }
    }

    @Test
    void brokenInputsAreSaidBeforeAnythingIsFetchedOrStarted() throws IOException {
        Map<String, Object> broken = TestInputs.step("B:b");
        broken.remove("vk");
        Path inputs =
                Files.write(folder.resolve("ivc.msgpack"), TestInputs.pack(List.of(TestInputs.step("A:a"), broken)));
        LocalProverSettings settings = LocalProverSettings.of(machine())
                .http(HttpSettings.of(true, List.of()))
                .build();
        try (LocalProver prover = new LocalProver(settings, LocalProverListener.NONE)) {
            assertThatThrownBy(() -> prover.prove(ivc(inputs), true))
                    .isInstanceOfSatisfying(InputException.class, e -> assertThat(e.reason())
                            .isEqualTo(InputException.Code.BAD_VERIFICATION_KEY))
                    .hasMessageContaining("step 2 of 2 \"B:b\"");
        }
    }

    @Test
    void aBinaryOfAnotherVersionThanWantedIsRefused() throws IOException {
        Path executable = new StandIn().with("version", "4.1.2").writeTo(folder.resolve("bb"));
        LocalProverSettings settings = LocalProverSettings.of(machine())
                .bb(executable)
                .bbVersion(dev.teerex.bb.BbVersion.of("5.0.0"))
                .build();
        try (LocalProver prover = new LocalProver(settings, LocalProverListener.NONE)) {
            assertThatThrownBy(prover::bb).isInstanceOfSatisfying(BbException.class, e -> assertThat(e.reason())
                    .isEqualTo(BbException.Code.WRONG_VERSION));
        }
    }

    @Test
    void nothingIsLeftInTheTemporaryFolderWhateverHappens() throws IOException {
        Path inputs = Files.write(folder.resolve("c.json"), TestInputs.gzip(TestInputs.bytecode("c")));
        List<String> outcomes = new ArrayList<>();
        for (String failure : List.of("error", "exit", "abort", "garbage", "close")) {
            StandIn standIn = new StandIn().with("on", "CircuitProve").with("do", failure);
            try (LocalProver prover = prover(standIn, InsecureDevCrsPolicy.ALWAYS)) {
                prover.prove(noir(inputs, inputs), true);
            } catch (BbException e) {
                outcomes.add(e.reason().name());
            }
        }
        assertThat(outcomes).containsExactly("REJECTED", "DIED", "KILLED_BY_SIGNAL", "PROTOCOL", "DIED");
        try (Stream<Path> left = Files.list(machine().temporaryDirectory())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aWitnessIsNowhereOnDiskAfterwards() throws IOException {
        String secret = "the secret of this test 7f3a91";
        Path inputs = folder.resolve("in");
        Files.createDirectories(inputs);
        Path circuit = Files.write(inputs.resolve("c.json"), TestInputs.gzip(TestInputs.bytecode("c")));
        Path witness = Files.write(
                inputs.resolve("w.gz"), TestInputs.gzip(secret.repeat(100).getBytes(StandardCharsets.UTF_8)));
        try (LocalProver prover = prover(new StandIn(), InsecureDevCrsPolicy.ALWAYS)) {
            prover.prove(noir(circuit, witness), true);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.startsWith(inputs)))
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(secret));
        }
    }

    @Test
    void settingsAndResultsDoNotPrintSecrets() {
        LocalProverSettings settings = LocalProverSettings.of(machine())
                .npmRegistry(null, Map.of("Authorization", "Bearer secret-token"))
                .timeout(Duration.ofMinutes(1))
                .build();

        assertThat(settings.toString()).doesNotContain("secret");
    }

    private static ProofInputs ivc(Path steps) {
        return new ProofInputs.Ivc(InputSource.file(steps));
    }

    private static ProofInputs noir(Path circuit, Path witness) {
        return new ProofInputs.Noir(InputSource.file(circuit), InputSource.file(witness), VerifierTarget.EVM);
    }

    private LocalProver prover(StandIn standIn, InsecureDevCrsPolicy policy) throws IOException {
        return prover(standIn.writeTo(folder.resolve("bb")), policy);
    }

    private LocalProver prover(Path executable, InsecureDevCrsPolicy policy) {
        return new LocalProver(settings(executable, policy), LocalProverListener.NONE);
    }

    private LocalProverSettings settings(StandIn standIn, InsecureDevCrsPolicy policy) throws IOException {
        return settings(standIn.writeTo(folder.resolve("bb")), policy);
    }

    private LocalProverSettings settings(Path executable, InsecureDevCrsPolicy policy) {
        return LocalProverSettings.of(machine())
                .bb(executable)
                .crsDirectory(folder.resolve("crs"))
                .insecureDevCrs(policy)
                .http(HttpSettings.of(true, List.of()))
                .threads(1)
                .build();
    }

    private Machine machine() {
        try {
            Path temporary = Files.createDirectories(folder.resolve("tmp"));
            return new Machine("Linux", System.getProperty("os.arch"), System.getenv(), folder, temporary, 2);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
