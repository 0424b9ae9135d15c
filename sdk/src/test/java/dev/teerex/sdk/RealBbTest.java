package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.Machine;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.UltraHonkProof;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.crs.Crs;
import dev.teerex.crs.CrsException;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.download.DownloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

/** With the real bb, fetched as a user's is, into the user's own cache. */
@Timeout(600)
class RealBbTest {
    private static final Path SHARED = Path.of(System.getProperty("tee-rex.test.shared"));
    private static final Path EXAMPLE = Path.of("..", "tee-rex-maven-plugin", "src", "it", "quickstart");

    @TempDir
    private Path folder;

    private Path genuineCrs;

    @BeforeEach
    void copyGenuinePoints() throws IOException {
        Path points = SHARED.resolve("crs").resolve("bn254_g1.dat");
        assumeTrue(Files.isRegularFile(points), "skipped: no genuine CRS points beside the checkout");
        // bb writes into the folder.
        genuineCrs = Files.createDirectory(folder.resolve("crs"));
        Files.write(genuineCrs.resolve("bn254_g1.dat"), Files.readAllBytes(points));
    }

    @ParameterizedTest
    @EnumSource(
            value = VerifierTarget.class,
            names = {"EVM", "EVM_NO_ZK", "NOIR_RECURSIVE", "NOIR_RECURSIVE_NO_ZK"})
    void aProofVerifiesForItsTargetHereAndOnBbsOwnCommandLine(VerifierTarget target) throws Exception {
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.NEVER)) {
            LocalProof made = prove(prover, target);

            assertThat(made.crs()).isEqualTo(Crs.Kind.GENUINE);
            assertThat(made.verdict()).isEqualTo(Verdict.VERIFIED);
            assertThat(prover.verify(made.proof())).isTrue();
            assertThat(verifiesOnCommandLine(made.bb(), (Proof.UltraHonk) made.proof()))
                    .isTrue();
        }
    }

    /**
     * {@code let mut a = x; for _ in 0..N { a = a * a; } assert(a != y);} with x = 1 and y = 2, N = 1000 and 1001, by noir_wasm
     * 1.0.0-beta.26. There are genuine points for 2^10 here: what bb lacked it would look for on the network.
     */
    @ParameterizedTest
    @EnumSource(
            value = VerifierTarget.class,
            names = {"EVM", "EVM_NO_ZK", "NOIR_RECURSIVE", "NOIR_RECURSIVE_NO_ZK"})
    void theRowsThatBbAddsAreCountedSoThatItIsNeverShortOfPoints(VerifierTarget target) {
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.NEVER)) {
            assertThat(proveGates(1019, prover, target).verdict()).isEqualTo(Verdict.VERIFIED);
            assertThatThrownBy(() -> proveGates(1020, prover, target))
                    .isInstanceOfSatisfying(CrsException.class, e -> assertThat(e.reason())
                            .isIn(CrsException.Code.TOO_SHORT, CrsException.Code.DOWNLOAD_FAILED))
                    .hasMessageContaining("2048");
        }
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.ALWAYS)) {
            assertThat(proveGates(1020, prover, target).proof().proofBytes()).isNotEmpty();
        }
    }

    private static LocalProof proveGates(int gates, LocalProver prover, VerifierTarget target) {
        Path circuits = Path.of("src", "test", "resources", "noir");
        return prover.prove(
                noir(circuits.resolve("gates-" + gates + ".json"), circuits.resolve("gates-" + gates + ".gz"), target),
                true);
    }

    @ParameterizedTest
    @EnumSource(
            value = VerifierTarget.class,
            names = {"NOIR_ROLLUP", "NOIR_ROLLUP_NO_ZK"})
    void theRollupTargetsNeedMorePointsThanTheirCircuitHasGatesAndAreProvedWithThem(VerifierTarget target) {
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.NEVER)) {
            assertThatThrownBy(() -> prove(prover, target))
                    .isInstanceOfSatisfying(CrsException.class, e -> assertThat(e.reason())
                            .isIn(CrsException.Code.TOO_SHORT, CrsException.Code.DOWNLOAD_FAILED))
                    .hasMessageContaining("4096");
        }
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.ALWAYS)) {
            assertThat(prove(prover, target).proof().proofBytes()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = VerifierTarget.class,
            names = {"STARKNET", "STARKNET_NO_ZK"})
    void publishedBinariesAreBuiltWithoutStarknetAndThatIsSaid(VerifierTarget target) {
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.NEVER)) {
            assertThatThrownBy(() -> prove(prover, target))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(BbException.Code.REJECTED))
                    .hasMessageContaining("built without " + target);
        }
    }

    @Test
    void whatWasChangedDoesNotVerify() {
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.NEVER)) {
            Proof.UltraHonk made = (Proof.UltraHonk)
                    prove(prover, VerifierTarget.NOIR_RECURSIVE).proof();
            UltraHonkProof honest = made.proof();
            byte[] inputs = honest.publicInputs();
            inputs[inputs.length - 1] ^= 1;
            byte[] proof = honest.proof();
            proof[proof.length - 1] ^= 1;
            byte[] key = honest.verificationKey();
            key[key.length - 1] ^= 1;

            assertThat(prover.verify(of(honest.proof(), inputs, honest.verificationKey())))
                    .as("another public input")
                    .isFalse();
            assertThat(prover.verify(of(proof, honest.publicInputs(), honest.verificationKey())))
                    .as("another proof")
                    .isFalse();
            assertThat(prover.verify(of(honest.proof(), honest.publicInputs(), key)))
                    .as("another key")
                    .isFalse();
            assertThat(prover.verify(new Proof.UltraHonk(honest, VerifierTarget.EVM)))
                    .as("another target")
                    .isFalse();
        }
    }

    @Test
    void underTheDevelopmentCrsAProofIsMadeAndDoesNotVerify() {
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.ALWAYS)) {
            LocalProof made = prove(prover, VerifierTarget.NOIR_RECURSIVE);

            assertThat(made.crs()).isEqualTo(Crs.Kind.INSECURE_DEV);
            assertThat(made.verdict()).isEqualTo(Verdict.REJECTED);
        }
    }

    @Test
    void aWitnessOfAnotherCircuitIsRefusedWithBbsReason() throws IOException {
        Path other = Files.write(
                folder.resolve("other.gz"), dev.teerex.bb.TestInputs.gzip(new byte[] {3, 1, 2, 3, 4, 5, 6, 7}));
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.NEVER)) {
            assertThatThrownBy(() -> prover.prove(
                            noir(EXAMPLE.resolve("factors.json"), other, VerifierTarget.NOIR_RECURSIVE), true))
                    .isInstanceOfSatisfying(BbException.class, e -> {
                        assertThat(e.reason()).isEqualTo(BbException.Code.REJECTED);
                        assertThat(e.bbSays()).isNotBlank();
                    });
        }
    }

    @Test
    void stepsMadeForAnotherAztecVersionAreRefusedAtTheFirstOne() {
        try (LocalProver prover = prover("5.0.0", InsecureDevCrsPolicy.ALWAYS)) {
            assertThatThrownBy(() -> prover.prove(ivc(file("transfer")), true))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(BbException.Code.REJECTED))
                    .hasMessageContaining("step 1 of 7 \"SchnorrAccount:entrypoint\"")
                    .hasMessageContaining("tee-rex.bbVersion");
        }
    }

    /** No 2^17 genuine points are to be had here, so what ends each of these is bb's check of its own proof. */
    @ParameterizedTest
    @ValueSource(strings = {"transfer", "transfer_to_public", "deploy_schnorr_sponsored"})
    void realTransactionsGoThroughAllStepsInOrder(String flow) throws IOException {
        List<String> seen = new ArrayList<>();
        List<Integer> done = new ArrayList<>();
        LocalProverListener listener = new LocalProverListener() {
            @Override
            public void step(int index, int steps, String name) {
                assertThat(index).isEqualTo(seen.size());
                seen.add(name);
            }

            @Override
            public void stepDone(int index, Duration load, Duration accumulate) {
                done.add(index);
            }
        };
        try (LocalProver prover = prover("4.1.2", InsecureDevCrsPolicy.ALWAYS, listener)) {
            assertThatThrownBy(() -> prover.prove(ivc(file(flow)), true))
                    .isInstanceOfSatisfying(BbException.class, e -> assertThat(e.reason())
                            .isEqualTo(BbException.Code.SELF_CHECK_FAILED))
                    .hasMessageContaining("development CRS");
        }
        String names = Files.readString(SHARED.resolve("vectors").resolve("ivc").resolve(flow + ".json"));
        int from = 0;
        for (String name : seen) {
            from = names.indexOf("\"name\": \"" + name + "\"", from) + 1;
            assertThat(from).as(name).isPositive();
        }
        assertThat(names.indexOf("\"name\"", from + 1)).as("further steps").isNegative();
        assertThat(done).hasSameSizeAs(seen);
    }

    @Test
    void swappedStepsAreRefusedAndNamed() throws IOException {
        Path swapped = folder.resolve("swapped.msgpack");
        try (MessageUnpacker real = MessagePack.newDefaultUnpacker(Files.readAllBytes(file("transfer")));
                MessagePacker packer = MessagePack.newDefaultPacker(Files.newOutputStream(swapped))) {
            List<Value> steps =
                    new ArrayList<>(real.unpackValue().asArrayValue().list());
            Collections.swap(steps, 0, 1);
            packer.packValue(ValueFactory.newArray(steps));
        }
        try (LocalProver prover = prover("4.1.2", InsecureDevCrsPolicy.ALWAYS)) {
            assertThatThrownBy(() -> prover.prove(ivc(swapped), true))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(BbException.Code.REJECTED))
                    .hasMessageContaining("swapped.msgpack, step ");
        }
    }

    private static ProofInputs ivc(Path steps) {
        return new ProofInputs.Ivc(InputSource.file(steps));
    }

    private static Path file(String flow) {
        return SHARED.resolve("vectors").resolve("ivc").resolve(flow + ".msgpack");
    }

    private static Proof of(byte[] proof, byte[] publicInputs, byte[] key) {
        return new Proof.UltraHonk(new UltraHonkProof(proof, publicInputs, key), VerifierTarget.NOIR_RECURSIVE);
    }

    private static LocalProof prove(LocalProver prover, VerifierTarget target) {
        return prover.prove(noir(EXAMPLE.resolve("factors.json"), EXAMPLE.resolve("factors.gz"), target), true);
    }

    private static ProofInputs noir(Path circuit, Path witness, VerifierTarget target) {
        return new ProofInputs.Noir(InputSource.file(circuit), InputSource.file(witness), target);
    }

    private boolean verifiesOnCommandLine(BbBinary bb, Proof.UltraHonk proof) throws Exception {
        Path files = Files.createDirectories(folder.resolve("cli"));
        List<String> command = bb.command(
                "verify",
                "-p",
                Files.write(files.resolve("proof"), proof.proofBytes()).toString(),
                "-i",
                Files.write(files.resolve("public_inputs"), proof.proof().publicInputs())
                        .toString(),
                "-k",
                Files.write(files.resolve("vk"), proof.verificationKey()).toString(),
                "-t",
                proof.target().text());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CRS_PATH", genuineCrs.toString());
        Process process = builder.redirectOutput(files.resolve("log").toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0;
    }

    private LocalProver prover(String version, InsecureDevCrsPolicy policy) {
        return prover(version, policy, LocalProverListener.NONE);
    }

    private LocalProver prover(String version, InsecureDevCrsPolicy policy, LocalProverListener listener) {
        Machine machine = Machine.current();
        String loader = System.getProperty("tee-rex.test.bbLoader", "");
        boolean old = version.startsWith("4.");
        LocalProver prover = new LocalProver(
                LocalProverSettings.of(machine)
                        .bbVersion(BbVersion.of(version))
                        .bbLoader(old && !loader.isBlank() ? List.of(loader.split(" ")) : List.of())
                        .crsDirectory(genuineCrs)
                        // Nothing to be had there: what these tests see must not depend on the network.
                        .crsUrl(folder.resolve("no mirror").toUri().toString())
                        .insecureDevCrs(policy)
                        .timeout(Duration.ofMinutes(5))
                        .build(),
                listener);
        try {
            prover.bb();
        } catch (DownloadException e) {
            prover.close();
            assumeTrue(false, "skipped: no npm registry within reach: " + e.getMessage());
        } catch (BbException e) {
            prover.close();
            boolean cannotBeHere =
                    e.reason() == BbException.Code.NO_REGISTRY || (old && e.reason() == BbException.Code.CANNOT_RUN);
            assumeTrue(!cannotBeHere, "skipped: " + e.getMessage());
            throw e;
        }
        return prover;
    }
}
