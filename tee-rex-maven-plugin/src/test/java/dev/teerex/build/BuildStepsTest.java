package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.Sha256;
import dev.teerex.TeeRexException;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.TestInputs;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.bb.install.BbInstallListener.Event;
import dev.teerex.bb.install.BbPlatform;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.download.HttpSettings;
import dev.teerex.sdk.LocalProverSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The build steps with a stand-in for bb: what is written, when it is written again, and what is not. */
@Timeout(120)
class BuildStepsTest {
    @TempDir
    private Path folder;

    private final RecordingLog log = new RecordingLog();
    private Path out;
    private Path circuit;
    private Path witness;
    private Path commands;

    @BeforeEach
    void writeInputs() throws IOException {
        Path inputs = Files.createDirectories(folder.resolve("in put é"));
        out = folder.resolve("out put");
        commands = folder.resolve("commands");
        circuit = Files.write(inputs.resolve("my circuit.json"), TestInputs.gzip(TestInputs.bytecode("c")));
        witness = Files.write(inputs.resolve("w.gz"), TestInputs.gzip(TestInputs.witness("c")));
    }

    @Test
    void aProofComesWithItsKeyItsPublicInputsAndAReport() throws IOException {
        ProveResult result = prove(request()).get(0);

        assertThat(result.folder()).isEqualTo(out.resolve("my circuit"));
        assertThat(namesIn(result.folder()))
                .containsExactly(".fingerprint", "proof", "proof-report.json", "public_inputs", "vk");
        assertThat(Files.size(result.folder().resolve("proof"))).isEqualTo(458 * 32);
        assertThat(Files.readString(result.folder().resolve("proof-report.json")))
                .contains("\"name\" : \"my circuit\"")
                .contains("\"scheme\" : \"ultra_honk\"")
                .contains("\"bbVersion\" : \"5.0.0\"")
                .contains("\"crs\" : \"insecure-dev\"")
                .contains("\"file\" : \"in put é/my circuit.json\"")
                .contains("\"steps\" : [ ]")
                .contains("\"verified\" : true");
        assertThat(log.warnings).anyMatch(line -> line.contains("INSECURE DEVELOPMENT CRS"));
    }

    @Test
    void whatIsUpToDateIsNotProvedAgain() throws IOException {
        assertThat(prove(request())).extracting(ProveResult::upToDate).containsExactly(false);
        assertThat(prove(request())).extracting(ProveResult::upToDate).containsExactly(true);
        assertThat(proofsMade()).isEqualTo(1);
        assertThat(log.infos).anyMatch(line -> line.contains("up to date"));
    }

    @Test
    void aFolderIsForOnePartOfABuildHoweverOftenThatRuns() throws IOException {
        Map<Path, String> build = new HashMap<>();
        FolderClaims first = new FolderClaims(build, "prove (first) @ a:b");
        new ProveStep(request(VerifierTarget.EVM, false), first, log).run();
        Files.write(witness, TestInputs.gzip(TestInputs.witness("another")));
        new ProveStep(request(VerifierTarget.EVM, false), first, log).run();
        new ProveStep(request(VerifierTarget.NOIR_RECURSIVE, false), first, log).run();
        byte[] before = Files.readAllBytes(out.resolve("my circuit").resolve("proof-report.json"));

        // Whatever it would prove, and be it the same: in a build with -T both might write at the same time.
        for (VerifierTarget target : List.of(VerifierTarget.EVM, VerifierTarget.NOIR_RECURSIVE)) {
            assertThatThrownBy(() -> new ProveStep(
                                    request(target, false), new FolderClaims(build, "prove (second) @ a:c"), log)
                            .run())
                    .hasMessageContaining("TRX-I-008")
                    .hasMessageContaining("tee-rex.outputDirectory")
                    .hasMessageContaining("prove (first) @ a:b")
                    .hasMessageContaining("prove (second) @ a:c");
        }
        assertThat(Files.readAllBytes(out.resolve("my circuit").resolve("proof-report.json")))
                .isEqualTo(before);
        assertThat(proofsMade()).isEqualTo(3);
        assertThat(prove(request(VerifierTarget.EVM, false)))
                .as("another build")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "proofs, proofs/my circuit",
        "proofs/my circuit/of/another, proofs",
        "proofs, link",
        "link/new, proofs/new"
    })
    void noPartOfABuildProvesInsideAFolderOfAnother(String first, String second) throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Files.createDirectories(folder.resolve("proofs")));
        Map<Path, String> build = new HashMap<>();
        out = folder.resolve(first);
        new ProveStep(request(), new FolderClaims(build, "prove (first) @ a:b"), log).run();
        out = folder.resolve(second);

        assertThatThrownBy(() -> new ProveStep(request(), new FolderClaims(build, "prove (second) @ a:c"), log).run())
                .hasMessageStartingWith("TRX-I-008: ")
                .hasMessageContainingAll("prove (first) @ a:b", "prove (second) @ a:c", "tee-rex.outputDirectory");
        assertThat(proofsMade()).isEqualTo(1);
    }

    @Test
    void anythingThatAProofIsMadeFromMakesItOutOfDate() throws IOException {
        prove(request());
        Files.write(witness, TestInputs.gzip(TestInputs.witness("another")));
        assertThat(prove(request())).extracting(ProveResult::upToDate).containsExactly(false);
        Files.write(circuit, TestInputs.gzip(TestInputs.bytecode("another")));
        assertThat(prove(request())).extracting(ProveResult::upToDate).containsExactly(false);
        assertThat(prove(request(VerifierTarget.EVM, false)))
                .extracting(ProveResult::upToDate)
                .containsExactly(false);
        assertThat(prove(request(VerifierTarget.EVM, true)))
                .as("force")
                .extracting(ProveResult::upToDate)
                .containsExactly(false);
        assertThat(proofsMade()).isEqualTo(5);
    }

    @Test
    void aProofThatWasChangedOnDiskIsMadeAgain() throws IOException {
        Path proof = prove(request()).get(0).folder().resolve("proof");
        byte[] bytes = Files.readAllBytes(proof);
        bytes[5] ^= 1;
        Files.write(proof, bytes);

        assertThat(prove(request())).extracting(ProveResult::upToDate).containsExactly(false);
    }

    @Test
    void aFailureLeavesTheOldProofAndNothingElse() throws IOException {
        prove(request());
        byte[] before = Files.readAllBytes(out.resolve("my circuit").resolve("proof-report.json"));
        Files.write(witness, TestInputs.gzip(TestInputs.witness("another")));

        assertThatThrownBy(() -> prove(request(new StandIn().with("on", "CircuitProve"))))
                .isInstanceOf(BbException.class);
        assertThat(Files.readAllBytes(out.resolve("my circuit").resolve("proof-report.json")))
                .isEqualTo(before);
        assertThat(namesIn(out)).containsExactly("my circuit");
    }

    @Test
    void whatAKilledBuildLeftIsPutBackOrRemoved() throws Exception {
        Path proof = prove(request()).get(0).folder();
        long killed = endedProcess();
        // Killed between the two moves, and another one before the first.
        Files.move(proof, out.resolve(".my circuit.old-" + killed));
        Path fresh = Files.createDirectory(out.resolve(".my circuit.new-" + killed));
        Files.writeString(fresh.resolve("proof"), "half a pr");
        Path own = Files.createDirectory(
                out.resolve(".my circuit.new-" + ProcessHandle.current().pid()));
        Path living = Files.createDirectory(out.resolve(".my circuit.new-"
                + ProcessHandle.current().parent().orElseThrow().pid()));

        assertThat(prove(request())).extracting(ProveResult::upToDate).containsExactly(true);
        assertThat(fresh).doesNotExist();
        assertThat(own).doesNotExist();
        assertThat(living).exists();

        // Killed after both moves.
        Files.createDirectory(out.resolve(".my circuit.old-" + killed));
        assertThat(prove(request())).extracting(ProveResult::upToDate).containsExactly(true);
        Files.delete(living);
        assertThat(namesIn(out)).containsExactly("my circuit");
    }

    private static long endedProcess() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    @Test
    void everyTransactionOfAFolderIsProvedUnderItsFilesName() throws IOException {
        Path transactions = Files.createDirectories(folder.resolve("transactions"));
        Files.write(transactions.resolve("b.msgpack"), TestInputs.inputs("B:b"));
        Files.write(transactions.resolve("a.msgpack"), TestInputs.inputs("A:a", "A:b"));
        Files.writeString(transactions.resolve("notes.txt"), "not one");

        List<ProveResult> results = prove(new ProveRequest(
                settings(new StandIn()),
                transactions,
                null,
                null,
                null,
                VerifierTarget.EVM,
                Optional.empty(),
                out,
                folder,
                true,
                false,
                "1"));

        assertThat(results).extracting(ProveResult::name).containsExactly("a", "b");
        assertThat(namesIn(out.resolve("a"))).containsExactly(".fingerprint", "proof", "proof-report.json", "vk");
        assertThat(Files.readString(out.resolve("a").resolve("proof-report.json")))
                .contains("\"name\" : \"A:a\"")
                .contains("\"name\" : \"A:b\"")
                .contains("\"loadMs\"");
        assertThat(log.infos)
                .anyMatch(line -> line.contains("step 1 of 2  A:a"))
                .anyMatch(line -> line.contains("step 2 of 2  A:b"));
    }

    @Test
    void nothingToProveHalfAPairAndTwoOfOneNameAreSaid() throws IOException {
        Path same = Files.write(folder.resolve("my circuit.msgpack"), TestInputs.inputs("A:a"));

        assertReason(BuildException.Code.NOTHING_GIVEN, () -> prove(request(null, null, null)));
        assertReason(InputException.Code.BAD_OPTION, () -> prove(request(null, circuit, null)));
        assertReason(InputException.Code.BAD_OPTION, () -> prove(request(same, circuit, witness)));
        assertReason(
                InputException.Code.EMPTY,
                () -> prove(request(Files.createDirectories(folder.resolve("empty")), null, null)));
        assertReason(InputException.Code.UNREADABLE, () -> prove(request(folder.resolve("gone"), null, null)));
    }

    @Test
    void anOutputFolderThatCannotBeWrittenIsNamedBeforeAnythingIsProved() throws IOException {
        Files.writeString(out, "a file where the folder should be");

        assertThatThrownBy(() -> prove(request()))
                .hasMessageStartingWith("TRX-M-001: ")
                .hasMessageContaining(out.resolve("my circuit").toString())
                .hasMessageContaining("tee-rex.outputDirectory");
        assertThat(commands).as("what bb was told").doesNotExist();
        assertThat(out).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my circuit", "my circuit/Nargo.toml", "my circuit/src/main.nr"})
    void whatIsNoProofIsNotOverwritten(String file) throws IOException {
        Path theirs = out.resolve(file);
        Files.createDirectories(theirs.getParent());
        Files.writeString(theirs, "somebody's work");

        assertThatThrownBy(() -> prove(request()))
                .hasMessageStartingWith("TRX-M-001: ")
                .hasMessageContainingAll(out.resolve("my circuit").toString(), "else than a proof")
                .hasMessageContaining("tee-rex.outputDirectory");
        assertThat(commands).as("what bb was told").doesNotExist();
        assertThat(theirs).hasContent("somebody's work");
        assertThat(namesIn(out)).containsExactly("my circuit");
    }

    @Test
    void whatIsLeftOfAProofIsReplaced() throws IOException {
        Path proof = prove(request()).get(0).folder();
        Files.delete(proof.resolve("proof-report.json"));

        assertThat(prove(request()).get(0).folder().resolve("proof-report.json"))
                .isNotEmptyFile();
    }

    @Test
    void anEmptyFolderIsTakenForAProof() throws IOException {
        Files.createDirectories(out.resolve("my circuit"));

        assertThat(prove(request()).get(0).folder().resolve("proof")).isNotEmptyFile();
    }

    @Test
    void aFolderThatIsNotThereYetIsMadeOnlyForAProof() throws IOException {
        out = out.resolve("of").resolve("this");

        new ProofFolder(out.resolve("my circuit")).requireWritable();
        assertThat(folder.resolve("out put")).doesNotExist();
        assertThat(prove(request()).get(0).folder()).isDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 3679})
    void whatIsNoVerificationKeyIsNamedBeforeAnythingIsProvedOrVerified(int size) throws IOException {
        Path proof = prove(request()).get(0).folder();
        Files.delete(commands);
        Path key = Files.write(folder.resolve("bad.vk"), new byte[size]);

        assertReason(
                InputException.Code.BAD_VERIFICATION_KEY,
                () -> prove(new ProveRequest(
                        settings(new StandIn()),
                        null,
                        circuit,
                        witness,
                        key,
                        VerifierTarget.EVM,
                        Optional.empty(),
                        out,
                        folder,
                        true,
                        true,
                        "1")));
        assertReason(
                InputException.Code.BAD_VERIFICATION_KEY,
                () -> verify(proof, key, new StandIn(), InsecureDevCrsPolicy.NEVER));
        assertThat(commands).as("what bb was told").doesNotExist();
    }

    @Test
    void aProofIsPackedTheSameWayEachTime() throws IOException {
        ProveResult result = prove(request()).get(0);
        byte[] first = Files.readAllBytes(result.archive());

        assertThat(Files.readAllBytes(result.archive())).isEqualTo(first);
        try (ZipFile zip = new ZipFile(result.archive().toFile())) {
            assertThat(zip.stream().map(Object::toString))
                    .containsExactly("proof", "proof-report.json", "public_inputs", "vk");
        }
    }

    @Test
    void anArchiveFromBeforeIsNotTakenForTheProofThatIsUpToDate() throws IOException {
        // For another verifier: an archive tells neither witness nor circuit, and the stand-in has one proof for all.
        Path archive = prove(request(VerifierTarget.EVM, false)).get(0).archive();
        byte[] ofTheFirst = Files.readAllBytes(archive);
        prove(request());
        // Packed while there is no archive to reuse: what it must be whenever it is attached.
        Files.delete(archive);
        byte[] current = Files.readAllBytes(prove(request()).get(0).archive());
        assertThat(current).isNotEqualTo(ofTheFirst);

        for (byte[] found : List.of(ofTheFirst, Arrays.copyOf(current, current.length / 2))) {
            Files.write(archive, found);
            ProveResult result = prove(request()).get(0);
            assertThat(result.upToDate()).isTrue();
            assertThat(Files.readAllBytes(result.archive())).isEqualTo(current);
        }
        assertThat(namesIn(out)).containsExactly("my circuit", "my circuit.zip");
    }

    @Test
    void underTheDevelopmentCrsVerifyingSaysSoAndPassesOnlyWhereThatWasAskedFor() throws IOException {
        prove(request());

        verify(null, null, new StandIn(), InsecureDevCrsPolicy.IF_NO_GENUINE);
        assertThat(Files.readString(out.resolve("verify-report.json"))).contains("\"verdict\" : \"insecure-dev\"");
        assertThat(log.infos).anyMatch(line -> line.contains("NOT VERIFIED"));

        StandIn truthful = new StandIn().with("invalid", "");
        assertReason(BuildException.Code.NOT_VERIFIED, () -> verify(null, null, truthful, InsecureDevCrsPolicy.NEVER));
        assertThat(Files.readString(out.resolve("verify-report.json"))).contains("\"verdict\" : \"rejected\"");
    }

    @Test
    void aProofThatBbAcceptsIsVerifiedAndOneThatItRejectsFailsTheBuild() throws IOException {
        Path proof = prove(request()).get(0).folder();
        declareGenuine(proof);

        verify(proof, null, new StandIn(), InsecureDevCrsPolicy.NEVER);
        assertThat(log.infos).anyMatch(line -> line.contains("verified: bb 5.0.0 accepts it"));
        assertThat(Files.readString(out.resolve("verify-report.json"))).contains("\"verdict\" : \"verified\"");

        StandIn rejecting = new StandIn().with("invalid", "");
        assertReason(
                BuildException.Code.NOT_VERIFIED,
                () -> verify(proof, null, rejecting, InsecureDevCrsPolicy.IF_NO_GENUINE));
    }

    @Test
    void theBbThatVerifiesIsNamedAndNotTheOneThatProved() throws IOException {
        Path proof = prove(request()).get(0).folder();
        declareGenuine(proof);
        Path report = proof.resolve("proof-report.json");
        Files.writeString(report, Files.readString(report).replace("5.0.0", "4.1.2"));
        LocalProverSettings chosen = settings(new StandIn(), InsecureDevCrsPolicy.NEVER);

        new VerifyStep(new VerifyRequest(chosen, false, proof, null, out), log).run();

        assertThat(log.infos).anyMatch(line -> line.contains("verified: bb 5.0.0 accepts it"));
        assertThat(Files.readString(out.resolve("verify-report.json"))).contains("\"bbVersion\" : \"4.1.2\"");
    }

    @Test
    void aProofForAnotherKeyThanTheOneWantedIsRejectedWithoutAskingBb() throws IOException {
        Path proof = prove(request()).get(0).folder();
        declareGenuine(proof);
        Path right = Files.copy(proof.resolve("vk"), folder.resolve("right.vk"));
        Path wrong = Files.write(folder.resolve("wrong.vk"), new byte[3680 - 32]);

        verify(proof, right, new StandIn(), InsecureDevCrsPolicy.NEVER);
        assertReason(
                BuildException.Code.NOT_VERIFIED,
                () -> verify(proof, wrong, new StandIn(), InsecureDevCrsPolicy.NEVER));
    }

    @Test
    void aProofFolderThatIsNoneOrWasTamperedWithIsAnInputError() throws IOException {
        Path proof = prove(request()).get(0).folder();
        Path report = proof.resolve("proof-report.json");

        assertReason(
                InputException.Code.UNREADABLE,
                () -> verify(folder.resolve("gone"), null, new StandIn(), InsecureDevCrsPolicy.NEVER));
        assertReason(BuildException.Code.NOTHING_GIVEN, () -> new VerifyStep(
                        new VerifyRequest(settings(new StandIn()), true, null, null, folder.resolve("gone")), log)
                .run());
        Files.write(proof.resolve("proof"), new byte[64]);
        assertReason(
                InputException.Code.BAD_PROOF, () -> verify(proof, null, new StandIn(), InsecureDevCrsPolicy.NEVER));
        Files.writeString(report, "{\"name\":");
        assertReason(
                InputException.Code.BAD_PROOF, () -> verify(proof, null, new StandIn(), InsecureDevCrsPolicy.NEVER));
        Files.writeString(report, "{}");
        assertReason(
                InputException.Code.BAD_PROOF, () -> verify(proof, null, new StandIn(), InsecureDevCrsPolicy.NEVER));
    }

    @Test
    void oneDamagedProofKeepsNoOtherFromBeingVerified() throws IOException {
        Path proof = prove(request()).get(0).folder();
        declareGenuine(proof);
        Path damaged = copy(proof, "a damaged one");
        Files.write(damaged.resolve("proof"), new byte[64]);
        Path unreadable = copy(proof, "an unreadable one");
        Files.writeString(unreadable.resolve("proof-report.json"), "{}");

        assertThatThrownBy(() -> verify(null, null, new StandIn(), InsecureDevCrsPolicy.NEVER))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.reason()).isEqualTo(BuildException.Code.NOT_VERIFIED))
                .hasMessageContainingAll(
                        "2 of 3 proofs",
                        damaged + "): CANNOT BE CHECKED: TRX-I-009: ",
                        unreadable + "): CANNOT BE CHECKED: TRX-I-009: ")
                .hasMessageNotContaining("accepts it");
        assertThat(Files.readString(out.resolve("verify-report.json")))
                .containsSubsequence(
                        "\"name\" : \"a damaged one\"",
                        "\"verdict\" : \"not-checked\"",
                        "\"code\" : \"TRX-I-009\"",
                        "\"name\" : \"an unreadable one\"",
                        "\"scheme\" : null",
                        "\"name\" : \"my circuit\"",
                        "\"verdict\" : \"verified\"",
                        "\"code\" : null");
    }

    @Test
    void aBbThatCannotBeHadIsTheFailureAndNoProofsFault() throws IOException {
        Path proof = prove(request()).get(0).folder();
        declareGenuine(proof);
        Files.write(copy(proof, "a damaged one").resolve("proof"), new byte[64]);
        Path report = copy(proof, "an unknown bb's").resolve("proof-report.json");
        Files.writeString(report, Files.readString(report).replace("5.0.0", "5.0.9"));

        assertReason(
                BbException.Code.WRONG_VERSION, () -> verify(null, null, new StandIn(), InsecureDevCrsPolicy.NEVER));
        assertThat(Files.readString(out.resolve("verify-report.json")))
                .containsSubsequence(
                        "\"name\" : \"a damaged one\"",
                        "\"code\" : \"TRX-I-009\"",
                        "\"name\" : \"an unknown bb's\"",
                        "\"verdict\" : \"not-checked\"",
                        "\"code\" : \"TRX-B-008\"")
                .doesNotContain("\"my circuit\"");
        assertThat(log.infos).anyMatch(line -> line.contains("CANNOT BE CHECKED: TRX-B-008: "));
    }

    @Test
    void aBbThatIsNotThereEndsItAtTheFirstProof() throws IOException {
        Path proof = prove(request()).get(0).folder();
        declareGenuine(proof);
        copy(proof, "second");
        LocalProverSettings settings = settings(new StandIn(), InsecureDevCrsPolicy.NEVER);
        Files.delete(folder.resolve("bb"));

        assertReason(
                InputException.Code.UNREADABLE,
                () -> new VerifyStep(new VerifyRequest(settings, true, null, null, out), log).run());
        assertThat(Files.readString(out.resolve("verify-report.json")))
                .containsOnlyOnce("\"verdict\" : \"not-checked\"");
    }

    @Test
    void whyTheOnlyProofCannotBeCheckedIsTheFailureAndNoReportOfBeforeOutlivesIt() throws IOException {
        Path proof = prove(request()).get(0).folder();
        Files.write(proof.resolve("proof"), new byte[64]);
        Files.writeString(out.resolve("verify-report.json"), "of before");

        assertReason(
                InputException.Code.BAD_PROOF, () -> verify(null, null, new StandIn(), InsecureDevCrsPolicy.NEVER));
        assertThat(Files.readString(out.resolve("verify-report.json"))).contains("\"code\" : \"TRX-I-009\"");
    }

    @Test
    void noReportOfBeforeOutlivesAVerificationThatDoesNotGetToTheProofs() throws IOException {
        prove(request());
        Path report = out.resolve("verify-report.json");
        Path key = Files.write(folder.resolve("bad.vk"), new byte[11]);

        Files.writeString(report, "of before");
        assertReason(
                InputException.Code.BAD_VERIFICATION_KEY,
                () -> verify(null, key, new StandIn(), InsecureDevCrsPolicy.NEVER));
        assertThat(report).doesNotExist();

        out = Files.createDirectories(folder.resolve("without proofs"));
        Files.writeString(out.resolve("verify-report.json"), "of before");
        assertReason(
                BuildException.Code.NOTHING_GIVEN, () -> verify(null, null, new StandIn(), InsecureDevCrsPolicy.NEVER));
        assertThat(out).isEmptyDirectory();
    }

    private Path copy(Path proof, String name) throws IOException {
        Path copy = Files.createDirectories(out.resolve(name));
        for (String file : List.of("proof", "public_inputs", "vk", "proof-report.json")) {
            Files.copy(proof.resolve(file), copy.resolve(file));
        }
        return copy;
    }

    @Test
    void aForeignReportCannotWriteIntoTerminalAndLog() throws IOException {
        Path proof = prove(request()).get(0).folder();
        Path report = proof.resolve("proof-report.json");
        String hostile = "\\u001b[2Jmy\\r\\n[INFO] BUILD SUCCESS";
        Files.writeString(report, Files.readString(report).replace("\"my circuit\"", "\"" + hostile + "\""));
        List<String> failures = new ArrayList<>();

        verify(proof, null, new StandIn(), InsecureDevCrsPolicy.ALWAYS);
        failures.add(failureOf(proof, new StandIn().with("invalid", "")));
        for (String field : List.of("bbVersion", "verifierTarget", "scheme")) {
            Files.writeString(
                    report,
                    Files.readString(report)
                            .replaceFirst("(\"" + field + "\" : \")", "$1" + hostile.replace("\\", "\\\\")));
            failures.add(failureOf(proof, new StandIn()));
        }

        assertThat(log.all()).anyMatch(line -> line.contains("?[2Jmy??[INFO] BUILD SUCCESS"));
        assertThat(failures).allMatch(line -> line.contains("?[2Jmy"));
        assertThat(Stream.concat(log.all().stream(), failures.stream()))
                .noneMatch(line -> line.matches("(?s).*[\u001b\r\n].*"));
    }

    private String failureOf(Path proof, StandIn standIn) {
        return String.valueOf(catchThrowableOfType(
                        TeeRexException.class, () -> verify(proof, null, standIn, InsecureDevCrsPolicy.NEVER))
                .getMessage());
    }

    @Test
    void aBbThatTheLockDoesNotSpeakForIsWarnedOfOnceByEachGoal() throws IOException {
        Path proof = prove(request()).get(0).folder();
        declareGenuine(proof);
        copy(proof, "second");
        assertThat(log.warnings)
                .filteredOn(line -> line.contains("given by its path"))
                .hasSize(1);
        log.warnings.clear();

        verify(null, null, new StandIn(), InsecureDevCrsPolicy.NEVER);

        assertThat(log.warnings).singleElement().asString().contains("bb 5.0.0 was given by its path", "sha256 ");
    }

    @Test
    void aBbThatWasTrustedOnFirstUseIsWarnedOfWhereItVerifies() throws IOException {
        Path proof = prove(request()).get(0).folder();
        declareGenuine(proof);
        Path report = proof.resolve("proof-report.json");
        Files.writeString(report, Files.readString(report).replace("5.0.0", "5.0.1"));
        Path cache = folder.resolve("cache");
        BbPlatform platform = BbPlatform.of(Machine.current());
        Path unlocked = new StandIn()
                .with("version", "5.0.1")
                .writeTo(cache.resolve("bb/5.0.1").resolve(platform.directory()).resolve("bb"));
        Path record = Files.createDirectories(cache.resolve("bb-first-use")).resolve("5.0.1.json");
        Files.writeString(record, """
                {"bb": [{"version": "5.0.1", "integrity": "sha512-%s==", "sha256": {"%s": "%s"}}]}
                """.formatted("A".repeat(86), platform.directory(), Sha256.ofFile(unlocked)));
        LocalProverSettings settings = BuildWithAServer.settings(folder)
                .cacheDirectory(cache)
                .allowUnlocked(true)
                .build();
        log.warnings.clear();

        new VerifyStep(new VerifyRequest(settings, true, proof, null, out), log).run();

        assertThat(log.warnings)
                .singleElement()
                .asString()
                .contains("bb 5.0.1 is not in the lock and is trusted on first use", Sha256.ofFile(unlocked));
    }

    @Test
    void whatIsSaidOfAFetchedBbIsWhyItIsBelieved() {
        ProveProgress progress = new ProveProgress(log);
        BbVersion version = BbVersion.of("7.0.0");

        progress.happened(Event.TRUSTED_ON_FIRST_USE, version, Path.of("bb"));
        progress.chosen(new BbBinary(Path.of("bb"), version, "00", BbOrigin.LOCKED, List.of()));

        assertThat(log.all()).containsExactly("bb 7.0.0 is trusted on first use");
    }

    @Test
    void whatGoesToOthersWithAProofTellsNothingOfTheWitness() throws IOException {
        Path transaction = Files.write(folder.resolve("tx.msgpack"), TestInputs.inputs("Token:pay", "Kernel:reset"));

        for (ProveResult result : prove(request(transaction, circuit, witness))) {
            String told = Files.readString(result.folder().resolve("proof-report.json"));
            Path copy = unpacked(result.archive());
            String published = Files.readString(copy.resolve("proof-report.json"));

            boolean noir = result.name().equals("my circuit");
            for (String secret : noir
                    ? List.of(Sha256.ofFile(witness), "w.gz")
                    : List.of(Sha256.ofFile(transaction), "Token:pay", "Kernel:reset", "loadMs")) {
                assertThat(told).contains(secret);
                assertThat(published).doesNotContain(secret);
            }
            assertThat(published).contains("\"inputs\" : [ ]", "\"steps\" : [ ]");
            assertThat(published).contains("\"mode\" : \"local\"", "\"proveMs\" : ", "\"verified\" : true");
            assertThat(new ProofFolder(copy).report()).isEqualTo(new ProofFolder(result.folder()).report());
            declareGenuine(copy);
            verify(copy, copy.resolve("vk"), new StandIn(), InsecureDevCrsPolicy.NEVER);
        }
        assertThat(log.infos)
                .filteredOn(line -> line.contains("verified: bb 5.0.0 accepts it"))
                .hasSize(2);
    }

    private Path unpacked(Path archive) throws IOException {
        Path target =
                Files.createDirectories(folder.resolve("unpacked").resolve(String.valueOf(archive.getFileName())));
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Files.copy(zip.getInputStream(entry), target.resolve(entry.getName()));
            }
        }
        return target;
    }

    @Test
    void theDoctorLooksAndChangesNothing() throws IOException {
        LocalProverSettings settings = settings(new StandIn());

        new DoctorStep(() -> settings, out, 1L << 34, log).run();

        assertThat(log.infos)
                .anyMatch(line -> line.startsWith("ok") && line.contains("bb") && line.contains("5.0.0 runs"))
                .anyMatch(line -> line.contains("crs") && line.contains("none in"))
                .anyMatch(line -> line.contains("memory") && line.contains("16.0 GiB"))
                .anyMatch(line -> line.contains("offline"));
        assertThat(log.all())
                .anyMatch(line -> line.contains("crs hosts none is asked, as Maven is offline (-o)"))
                .noneMatch(line -> line.contains("none answers"));
        assertThat(namesIn(out)).containsExactly("doctor-report.json");
        assertThat(Files.readString(out.resolve("doctor-report.json"))).contains("\"topic\" : \"bb\"");
    }

    @Test
    void whateverIsWrongIsAFindingOfTheDoctorsAndNoFailure() throws IOException {
        LocalProverSettings settings =
                BuildWithAServer.settings(folder).crsUrl("ftp://crs.example").build();
        Supplier<LocalProverSettings> bad = () -> {
            throw new InputException(InputException.Code.BAD_OPTION, "tee-rex.threads is \"-1\"");
        };

        new DoctorStep(() -> settings, out, 1L << 34, log).run();
        assertThat(log.warnings).anyMatch(line -> line.startsWith("PROBLEM") && line.contains("tee-rex.crsUrl"));
        assertThat(log.infos).anyMatch(line -> line.startsWith("ok") && line.contains("memory"));

        new DoctorStep(bad, out, 1L << 34, log).run();
        assertThat(Files.readString(out.resolve("doctor-report.json")))
                .contains("\"topic\" : \"options\"", "TRX-I-008: tee-rex.threads");

        Path file = Files.writeString(folder.resolve("file"), "where the folder should be");
        new DoctorStep(bad, file, 1L << 34, log).run();
        assertThat(log.warnings).anyMatch(line -> line.startsWith("TRX-M-001: "));
    }

    // A genuine CRS of some size is not always here, and what a report says is all that the step goes by.
    private static void declareGenuine(Path proof) throws IOException {
        Path report = proof.resolve("proof-report.json");
        Files.writeString(report, Files.readString(report).replace("insecure-dev", "genuine"));
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void assertReason(Object reason, Step step) {
        assertThatThrownBy(step::run).isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    private List<ProveResult> prove(ProveRequest request) {
        return new ProveStep(request, new FolderClaims(new HashMap<>(), "prove (default) @ a:b"), log).run();
    }

    private void verify(@Nullable Path proof, @Nullable Path key, StandIn standIn, InsecureDevCrsPolicy policy)
            throws IOException {
        LocalProverSettings settings = settings(standIn, policy);
        new VerifyStep(new VerifyRequest(settings, true, proof, key, out), log).run();
    }

    private ProveRequest request() throws IOException {
        return request(new StandIn());
    }

    private ProveRequest request(StandIn standIn) throws IOException {
        return new ProveRequest(
                settings(standIn),
                null,
                circuit,
                witness,
                null,
                VerifierTarget.NOIR_RECURSIVE,
                Optional.empty(),
                out,
                folder,
                true,
                false,
                "1");
    }

    private ProveRequest request(VerifierTarget target, boolean force) throws IOException {
        return new ProveRequest(
                settings(new StandIn()),
                null,
                circuit,
                witness,
                null,
                target,
                Optional.empty(),
                out,
                folder,
                true,
                force,
                "1");
    }

    private ProveRequest request(@Nullable Path ivcInputs, @Nullable Path noir, @Nullable Path solved)
            throws IOException {
        return new ProveRequest(
                settings(new StandIn()),
                ivcInputs,
                noir,
                solved,
                null,
                VerifierTarget.EVM,
                Optional.empty(),
                out,
                folder,
                true,
                false,
                "1");
    }

    private LocalProverSettings settings(StandIn standIn) throws IOException {
        return settings(standIn, InsecureDevCrsPolicy.ALWAYS);
    }

    private LocalProverSettings settings(StandIn standIn, InsecureDevCrsPolicy policy) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        Path executable = folder.resolve("bb");
        Path fresh = standIn.with("log", commands).writeTo(folder.resolve("bb.new"));
        // The same stand-in written again would be another binary, which makes a proof out of date.
        if (!Files.exists(executable) || Files.mismatch(executable, fresh) >= 0) {
            Files.copy(
                    fresh,
                    executable,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        return LocalProverSettings.of(
                        new Machine("Linux", System.getProperty("os.arch"), System.getenv(), folder, temporary, 1))
                .bb(executable)
                .crsDirectory(folder.resolve("crs"))
                .insecureDevCrs(policy)
                .http(HttpSettings.of(true, List.of()))
                .build();
    }

    private long proofsMade() throws IOException {
        return Files.readAllLines(commands).stream()
                .filter(line -> line.startsWith("CircuitProve"))
                .count();
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
