package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationPolicyFile;
import dev.teerex.attestation.EnclaveImage;
import dev.teerex.crs.Mount;
import dev.teerex.eif.Architecture;
import dev.teerex.eif.Eif;
import dev.teerex.eif.EifException;
import dev.teerex.eif.EnclaveLab;
import dev.teerex.eif.Measurement;
import dev.teerex.eif.MeasurementJson;
import dev.teerex.eif.Pcrs;
import dev.teerex.eif.Sha384;
import dev.teerex.eif.TestKeys;
import dev.teerex.eif.Vectors;
import dev.teerex.eif.container.TestImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The build steps for enclave images: what they make, what they refuse, and what a failure says. */
@Timeout(120)
class EifStepsTest {
    private static final List<String> COMMAND = List.of("/bin/server", "an argument");

    @TempDir
    private Path folder;

    private final RecordingLog log = new RecordingLog();
    private Path out;
    private Path eif;
    private Path kernel;
    private Path init;
    private Path root;

    @BeforeEach
    void writeParts() throws IOException {
        Path parts = Files.createDirectories(folder.resolve("parts é"));
        out = folder.resolve("out put");
        eif = out.resolve("my enclave.eif");
        kernel = Files.writeString(parts.resolve("the kernel"), Vectors.KERNEL);
        init = Files.writeString(parts.resolve("init"), "init");
        root = parts.resolve("root fs");
        Files.createDirectories(root.resolve("bin"));
        Files.writeString(root.resolve("bin/server"), "server");
        Files.createSymbolicLink(root.resolve("bin/alias"), Path.of("server"));
    }

    @Test
    void theVectorsAreUpstreamsByteForByte() throws Exception {
        for (Vectors.Vector vector : List.of(Vectors.TWO_RAMDISKS, Vectors.THREE_RAMDISKS, Vectors.ARM)) {
            List<Path> ramdisks = new ArrayList<>();
            for (String ramdisk : vector.ramdisks()) {
                ramdisks.add(Files.writeString(folder.resolve("ramdisk " + ramdisks.size()), ramdisk));
            }
            RamdiskRequest ready = RamdiskRequest.ready(ramdisks);
            new EifStep(request(vector.architecture(), Vectors.COMMAND_LINE, ready, null, null), log).run();

            assertThat(sha256(eif)).isEqualTo(vector.sha256());
            assertThat(measure(null).pcrs()).isEqualTo(vector.pcrs());
            assertThat(log.infos)
                    .contains("PCR0  " + vector.pcrs().pcr0())
                    .contains("PCR1  " + vector.pcrs().pcr1())
                    .contains("PCR2  " + vector.pcrs().pcr2());
        }
    }

    @Test
    void aRootFolderBecomesTwoRamdisksThatInspectingShows() throws Exception {
        Path modes = Files.writeString(folder.resolve("modes"), "0755 bin/server\n");
        build(ofRoot(modes));

        new InspectEifStep(eif, log).run();

        assertThat(log.infos)
                .anyMatch(line -> line.contains("command line: reboot=k panic=30 pci=off nomodules console=ttyS0"
                        + " i8042.noaux i8042.nomux i8042.nopnp i8042.dumbkbd random.trust_cpu=on"))
                .anyMatch(line -> line.matches("  kernel +11 bytes at +560"))
                .anyMatch(line -> line.startsWith("  metadata ") && line.endsWith("in none of PCR0 to 2"))
                .contains("metadata: vector vector", "signature: none")
                .contains("  - 0755 0:0          4  init")
                .contains("  - 0755 0:0          6  rootfs/bin/server")
                .contains("  l 0777 0:0          6  rootfs/bin/alias -> server")
                .contains("  d 0755 0:0          0  rootfs/proc")
                .contains("  - 0644 0:0         24  cmd");
    }

    @Test
    void theCommandLineOfAnArmImageIsAlsoNitroClis() {
        build(request(Architecture.AARCH64, null, ofRoot(null), null, null));

        try (Eif image = Eif.open(eif)) {
            assertThat(image.commandLine())
                    .isEqualTo("reboot=k panic=30 pci=off nomodules console=ttyS0 random.trust_cpu=on root=/dev/ram0");
        }
    }

    @Test
    void aContainerImageBecomesTheRootWithItsOwnCommandUnlessAnotherIsGiven() throws Exception {
        TestImage image = new TestImage().with(new TestImage.Layer().file("app", 0755, "app"));
        Path docker = Files.write(folder.resolve("image.tar"), TestImage.archive(image.docker()));
        Path oci = TestImage.folder(folder.resolve("oci layout"), image.oci());

        Measurement own = build(ofImage(docker, List.of()));
        assertThat(build(ofImage(oci, List.of()))).isEqualTo(own);
        assertThat(build(ofImage(oci, List.of("/other")))).isNotEqualTo(own);
        assertThat(namesIn(out)).as("nothing unpacked stays").containsExactly("my enclave.eif");

        new InspectEifStep(eif, log).run();
        assertThat(log.infos).contains("  - 0755 1000:100          3  rootfs/app");
    }

    @Test
    void twoBuildsGiveTheSameBytes() throws Exception {
        build(ofRoot(null));
        byte[] first = Files.readAllBytes(eif);
        build(ofRoot(null));

        assertThat(eif).hasBinaryContent(first);
    }

    @Test
    void aSignedImageHasPcr8InItsMeasurementAndItsPolicy() throws Exception {
        TestKeys keys = TestKeys.make(folder, "secp384r1");
        Path key = keys.writeKey(folder.resolve("key.pem"));
        Path certificate = keys.writeCertificate(folder.resolve("certificate.pem"));
        build(request(Architecture.X86_64, null, ofRoot(null), key, certificate));

        Sha384 pcr8 = measure(null).pcrs().pcr8().orElseThrow();
        assertThat(policy().otherPcrs()).isEqualTo(Map.of(8, Bytes.fromHex(pcr8.hex())));
        assertThat(log.infos).contains("PCR8  " + pcr8);
        new InspectEifStep(eif, log).run();
        assertThat(log.infos).contains("signature (not checked here): by CN=test", "  PCR8  " + pcr8);

        assertReason(
                InputException.Code.BAD_OPTION,
                () -> build(request(Architecture.X86_64, null, ofRoot(null), key, null)));
    }

    @Test
    void whatMeasuringWritesIsReadBackByWhoeverNeedsIt() throws Exception {
        build(ofRoot(null));
        Measurement measured = measure(null);

        assertThat(MeasurementJson.read(Files.readString(out.resolve(MeasureStep.MEASUREMENT))))
                .isEqualTo(measured);
        Pcrs pcrs = measured.pcrs();
        assertThat(policy().images())
                .containsExactly(new EnclaveImage(
                        "my image",
                        Bytes.fromHex(pcrs.pcr0().hex()),
                        Bytes.fromHex(pcrs.pcr1().hex()),
                        Bytes.fromHex(pcrs.pcr2().hex())));
        assertThat(policy().maxAge()).isEqualTo(AttestationPolicy.DEFAULT_MAX_AGE);
        assertThat(measure(out.resolve(MeasureStep.MEASUREMENT))).isEqualTo(measured);
        assertThat(measure(out.resolve(MeasureStep.POLICY))).isEqualTo(measured);
    }

    @Test
    void oneChangedByteInAPartFailsAgainstAMeasurementAndAPolicyAndNamesTheSection() throws Exception {
        build(ofRoot(null));
        measure(null);
        Path measurement = Files.move(out.resolve(MeasureStep.MEASUREMENT), folder.resolve("published.json"));
        Path policy = Files.move(out.resolve(MeasureStep.POLICY), folder.resolve("policy.json"));

        Files.writeString(root.resolve("bin/server"), "Server");
        build(ofRoot(null));
        assertFails(BuildException.Code.OTHER_IMAGE, () -> measure(measurement))
                .hasMessageContaining("ramdisk1: expected")
                .hasMessageNotContaining("ramdisk0");
        assertFails(BuildException.Code.OTHER_IMAGE, () -> measure(policy))
                .hasMessageContaining("my image: ramdisk1 (PCR2)")
                .hasMessageNotContaining("kernel");

        Files.writeString(root.resolve("bin/server"), "server");
        Files.writeString(kernel, "fAKE-KERNEL");
        build(ofRoot(null));
        assertFails(BuildException.Code.OTHER_IMAGE, () -> measure(measurement)).hasMessageContaining("kernel:");
        assertFails(BuildException.Code.OTHER_IMAGE, () -> measure(policy)).hasMessageContaining("PCR1");
        assertThat(namesIn(out)).as("an unexpected image gets no policy").containsExactly("my enclave.eif");
    }

    @Test
    void oneDamagedByteInTheFileFailsAndNamesTheSectionWhereTheImageIsKnown() throws Exception {
        build(ofRoot(null));
        measure(null);
        Path measurement = out.resolve(MeasureStep.MEASUREMENT);
        byte[] bytes = Files.readAllBytes(eif);
        bytes[bytes.length - 600] ^= 1;
        Files.write(eif, bytes);

        assertFails(EifException.Code.BAD_CHECKSUM, () -> measure(null)).hasMessageContaining("(at offset 544)");
        assertFails(BuildException.Code.OTHER_IMAGE, () -> measure(measurement))
                .hasMessageContaining("damaged")
                .hasMessageContaining("ramdisk1: expected");
    }

    @Test
    void aPolicyWithTwoImagesTakesEither() throws Exception {
        build(ofRoot(null));
        measure(null);
        EnclaveImage current = policy().images().get(0);
        Bytes other = Bytes.fromHex("ab".repeat(48));
        Path both = Files.write(
                folder.resolve("both.json"),
                AttestationPolicyFile.write(AttestationPolicy.builder()
                        .image(new EnclaveImage("next", other, other, other))
                        .image(current)
                        .build()));

        measure(both);

        assertThat(log.infos).contains("it is the image that " + both + " expects");
    }

    @Test
    void whatIsExpectedMustBeAMeasurementOrAPolicy() throws Exception {
        build(ofRoot(null));

        assertReason(InputException.Code.UNREADABLE, () -> measure(folder.resolve("gone")));
        assertReason(InputException.Code.TOO_LARGE, () -> measure(expected(" ".repeat(65537))));
        assertReason(InputException.Code.MALFORMED, () -> measure(expected("")));
        assertReason(InputException.Code.BAD_OPTION, () -> measure(expected("{\"v\":1}")));
        assertReason(EifException.Code.BAD_MEASUREMENT, () -> measure(expected("{\"pcrs\":{}}")));
        assertThat(namesIn(out)).containsExactly("my enclave.eif");
    }

    @Test
    void aHostileFileFailsWithACodeAndTheOffset() throws Exception {
        build(ofRoot(null));
        byte[] bytes = Files.readAllBytes(eif);
        // The second section's offset, at 0x1c + 8.
        bytes[0x2b] ^= 1;
        Files.write(eif, bytes);

        for (ThrowingRunnable step :
                List.<ThrowingRunnable>of(() -> measure(null), () -> new InspectEifStep(eif, log).run())) {
            assertFails(EifException.Code.BAD_OFFSET, step).hasMessageContaining("at offset ");
        }
    }

    @Test
    void aRamdiskThatIsNoArchiveFailsWhenItIsInspected() throws Exception {
        Path ramdisk = Files.writeString(folder.resolve("ramdisk"), "RAMDISK");
        build(RamdiskRequest.ready(List.of(ramdisk)));

        assertFails(EifException.Code.UNSUPPORTED, () -> new InspectEifStep(eif, log).run())
                .hasMessageContaining("at offset 0");
        assertThat(log.infos).as("what is before it is shown").contains("metadata: vector vector");
    }

    @Test
    void namesThatSteerATerminalAreNotShownAsTheyAre() throws Exception {
        Files.writeString(root.resolve("\u001b[2Jevil\nname\u202e"), "");
        Files.createSymbolicLink(root.resolve("link"), Path.of("a\rb"));
        build(ofRoot(null));

        new InspectEifStep(eif, log).run();

        assertThat(log.infos)
                .anyMatch(line -> line.endsWith("rootfs/?[2Jevil?name?"))
                .anyMatch(line -> line.endsWith("rootfs/link -> a?b"))
                .noneMatch(line -> line.matches("(?s).*[\\p{Cc}\u202e].*"));
    }

    @Test
    void missingAndContradictoryPartsAreNamedBeforeAnythingIsWritten() throws Exception {
        Path gone = folder.resolve("gone");
        assertFails(InputException.Code.UNREADABLE, () -> build(ofInit(gone))).hasMessageContaining("tee-rex.init");
        assertReason(BuildException.Code.NOTHING_GIVEN, () -> build(ofInit(null)));
        assertFails(InputException.Code.BAD_OPTION, () -> build(ofRoots(null, null)))
                .hasMessageContaining("tee-rex.root");
        assertReason(InputException.Code.BAD_OPTION, () -> build(ofRoots(root, folder)));
        assertFails(InputException.Code.UNREADABLE, () -> build(ofRoots(init, null)))
                .hasMessageContaining("tee-rex.root");
        assertReason(
                InputException.Code.BAD_OPTION,
                () -> build(new RamdiskRequest(init, null, root, null, null, List.of(), List.of(), List.of())));
        assertReason(
                InputException.Code.BAD_OPTION,
                () -> build(new RamdiskRequest(init, null, null, null, null, List.of(), List.of(), List.of(init))));
        assertReason(EifException.Code.BAD_MANIFEST, () -> build(ofRoot(Files.writeString(gone, "0755 nowhere\n"))));
        eif = root.resolve("enclave.eif");
        assertReason(InputException.Code.BAD_OPTION, () -> build(ofRoot(null)));
        assertThat(namesIn(out)).isEmpty();
    }

    @Test
    void aFullDiskFailsLeavesTheOldImageAndNothingElse() throws Throwable {
        Files.createDirectories(out);
        Mount.ofSize(out, "64k", () -> {
            build(ofRoot(null));
            byte[] before = Files.readAllBytes(eif);
            Files.write(root.resolve("bin/server"), new byte[100_000]);

            assertReason(EifException.Code.UNWRITABLE, () -> build(ofRoot(null)));
            assertThat(eif).hasBinaryContent(before);
            assertThat(namesIn(out)).containsExactly("my enclave.eif");
        });
    }

    @Test
    void outputThatCannotBeWrittenIsNamed() throws Exception {
        build(ofRoot(null));
        Path image = eif;
        out = Files.writeString(folder.resolve("a file"), "");

        assertReason(BuildException.Code.OUTPUT_UNWRITABLE, () -> measure(null));
        eif = out.resolve("enclave.eif");
        assertReason(BuildException.Code.OUTPUT_UNWRITABLE, () -> build(ofRoot(null)));
        assertThat(image).exists();
    }

    @Test
    void anImageOfTheStepBootsWithTheRegistersThatWereMeasured() throws Exception {
        EnclaveLab.require();
        EnclaveLab.buildInit(init);
        kernel = EnclaveLab.kernel();
        build(ofRoot(null));

        EnclaveLab.assertBootsWith(measure(null).pcrs(), eif);
    }

    private interface ThrowingRunnable {
        void run() throws Exception;
    }

    private static void assertReason(Object reason, ThrowingRunnable step) {
        assertFails(reason, step);
    }

    private static AbstractThrowableAssert<?, ?> assertFails(Object reason, ThrowingRunnable step) {
        return assertThatThrownBy(step::run).isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    private Path expected(String json) throws IOException {
        return Files.writeString(folder.resolve("expected.json"), json);
    }

    private AttestationPolicy policy() {
        return AttestationPolicyFile.read(out.resolve(MeasureStep.POLICY));
    }

    private Measurement measure(@Nullable Path expected) {
        return new MeasureStep(new MeasureRequest(eif, expected, "my image", out), log).run();
    }

    private Measurement build(RamdiskRequest ramdisks) {
        return build(request(Architecture.X86_64, null, ramdisks, null, null));
    }

    private Measurement build(EifRequest request) {
        return new EifStep(request, log).run();
    }

    private EifRequest request(
            Architecture architecture,
            @Nullable String commandLine,
            RamdiskRequest ramdisks,
            @Nullable Path signingKey,
            @Nullable Path signingCertificate) {
        return new EifRequest(
                eif,
                architecture,
                kernel,
                commandLine,
                ramdisks,
                Vectors.METADATA,
                signingKey,
                signingCertificate,
                new SecureRandom());
    }

    private RamdiskRequest ofRoot(@Nullable Path modes) {
        return new RamdiskRequest(init, null, root, modes, null, COMMAND, List.of("A=1"), List.of());
    }

    private RamdiskRequest ofRoots(@Nullable Path folderGiven, @Nullable Path imageGiven) {
        return new RamdiskRequest(init, null, folderGiven, null, imageGiven, COMMAND, List.of(), List.of());
    }

    private RamdiskRequest ofInit(@Nullable Path given) {
        return new RamdiskRequest(given, null, root, null, null, COMMAND, List.of(), List.of());
    }

    private RamdiskRequest ofImage(Path image, List<String> command) {
        return new RamdiskRequest(init, null, null, null, image, command, List.of(), List.of());
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
