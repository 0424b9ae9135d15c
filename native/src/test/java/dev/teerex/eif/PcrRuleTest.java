package dev.teerex.eif;

import static dev.teerex.eif.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which byte is in which register, held against the rule written out naively. */
class PcrRuleTest {
    private static final List<String> MEASURED = List.of("kernel", "cmdline", "ramdisk0", "ramdisk1", "ramdisk2");

    @TempDir
    Path folder;

    @Test
    void theRegistersAreThoseOfTheRuleForRandomImages() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 40; round++) {
            List<byte[]> parts = randomParts(random, 3 + random.nextInt(6));
            Measurement measured = write(parts, Vectors.METADATA, Runnable::run);

            assertThat(measured.pcrs().pcr0()).isEqualTo(rule(parts));
            assertThat(measured.pcrs().pcr1()).isEqualTo(rule(parts.subList(0, 3)));
            assertThat(measured.pcrs().pcr2()).isEqualTo(rule(parts.subList(3, parts.size())));
            for (int i = 0; i < parts.size(); i++) {
                assertThat(measured.sections().get(i).sha384())
                        .isEqualTo(Sha384.of(Sha384.digest().digest(parts.get(i))));
            }
        }
    }

    @Test
    void oneChangedByteChangesTheRegistersOfItsSectionAndNoOthers() {
        Random random = new Random(8);
        for (int round = 0; round < 20; round++) {
            List<byte[]> parts = randomParts(random, MEASURED.size());
            Measurement before = write(parts, Vectors.METADATA, Runnable::run);
            for (int i = 0; i < parts.size(); i++) {
                byte[] part = parts.get(i);
                int at = random.nextInt(part.length);
                part[at] ^= 1;
                Measurement after = write(parts, Vectors.METADATA, Runnable::run);
                part[at] ^= 1;

                boolean application = i > 2;
                assertThat(after.pcrs().pcr0()).isNotEqualTo(before.pcrs().pcr0());
                assertThat(after.pcrs().pcr1().equals(before.pcrs().pcr1())).isEqualTo(application);
                assertThat(after.pcrs().pcr2().equals(before.pcrs().pcr2())).isEqualTo(!application);
                assertThat(Difference.between(before, after))
                        .extracting(Difference::where)
                        .containsExactly(MEASURED.get(i));
                assertThat(Difference.between(before.pcrs(), after))
                        .extracting(Difference::where)
                        .containsExactly(
                                application ? "ramdisk1 to ramdisk2 (PCR2)" : "kernel, cmdline or ramdisk0 (PCR1)");
            }
        }
    }

    @Test
    void metadataIsInNoRegister() {
        List<byte[]> parts = randomParts(new Random(1), 4);
        EifMetadata other = new EifMetadata("other", "2", "2026-01-01T00:00:00+00:00", "x", "1", "Linux", "6.12");

        Measurement first = write(parts, Vectors.METADATA, Runnable::run);

        assertThat(write(parts, other, Runnable::run)).isEqualTo(first);
        assertThat(Difference.between(first, first)).isEmpty();
    }

    @Test
    void aDamagedImageIsNotMeasuredButWhatIsDamagedCanBeFound() throws Exception {
        Path image = folder.resolve("image.eif");
        Measurement before = write(randomParts(new Random(9), 5), Vectors.METADATA, Runnable::run);
        byte[] bytes = Files.readAllBytes(image);
        try (Eif eif = Eif.open(image)) {
            bytes[(int) eif.sections().get(5).dataOffset()] ^= 1;
        }
        Files.write(image, bytes);

        try (Eif eif = Eif.open(image)) {
            assertFails(EifException.Code.BAD_CHECKSUM, () -> eif.measure(Runnable::run));
            assertThat(Difference.between(before, eif.measureDamaged(Runnable::run)))
                    .extracting(Difference::where)
                    .containsExactly("ramdisk2");
        }
    }

    @Test
    void architecturesAreNamedAsTheKernelNamesThem() {
        for (Architecture architecture : Architecture.values()) {
            assertThat(Architecture.named(architecture.toString())).isEqualTo(architecture);
        }
        assertThatThrownBy(() -> Architecture.named("amd64")).isInstanceOf(InputException.class);
    }

    @Test
    void twoThreadsMeasureTheSame() {
        Random random = new Random(3);
        List<byte[]> parts = randomParts(random, 5);
        byte[] large = new byte[3 * Eif.CHUNK + 17];
        random.nextBytes(large);
        parts.set(4, large);
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            assertThat(write(parts, Vectors.METADATA, executor))
                    .isEqualTo(write(parts, Vectors.METADATA, Runnable::run));
            try (Eif eif = Eif.open(folder.resolve("image.eif"))) {
                assertThat(eif.measure(executor)).isEqualTo(eif.measure(Runnable::run));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aCommandLineBetweenRamdisksIsMeasuredInFileOrder() throws Exception {
        PcrHasher hasher = new PcrHasher(Runnable::run);
        SectionType[] types = {SectionType.KERNEL, SectionType.RAMDISK, SectionType.RAMDISK, SectionType.CMDLINE};
        List<byte[]> parts = randomParts(new Random(4), types.length);
        for (int i = 0; i < types.length; i++) {
            hasher.begin(types[i]);
            hasher.update(parts.get(i), parts.get(i).length);
            hasher.end(new Section(types[i], types[i].toString(), 0, 0));
        }

        Pcrs pcrs = hasher.measurement(Optional.empty()).pcrs();
        assertThat(pcrs.pcr0()).isEqualTo(rule(parts));
        assertThat(pcrs.pcr1()).isEqualTo(rule(List.of(parts.get(0), parts.get(1), parts.get(3))));
        assertThat(pcrs.pcr2()).isEqualTo(rule(List.of(parts.get(2))));
    }

    @Test
    void twoBuildsGiveTheSameBytes() throws Exception {
        List<byte[]> parts = randomParts(new Random(2), 5);
        write(parts, Vectors.METADATA, Runnable::run);
        byte[] first = Files.readAllBytes(folder.resolve("image.eif"));
        write(parts, Vectors.METADATA, Runnable::run);

        assertThat(folder.resolve("image.eif")).hasBinaryContent(first);
    }

    @Test
    void aMissingRamdiskAndAContradictionAreNamedToo() {
        List<byte[]> parts = randomParts(new Random(6), 4);
        Measurement four = write(parts, Vectors.METADATA, Runnable::run);
        Measurement three = write(parts.subList(0, 3), Vectors.METADATA, Runnable::run);

        assertThat(Difference.between(four, three))
                .extracting(Difference::where)
                .containsExactly("ramdisk1");
        assertThat(Difference.between(three, four))
                .extracting(Difference::where)
                .containsExactly("ramdisk1");
        Pcrs mixed = new Pcrs(
                three.pcrs().pcr0(),
                four.pcrs().pcr1(),
                four.pcrs().pcr2(),
                Optional.of(three.pcrs().pcr0()));
        assertThat(Difference.between(mixed, four))
                .extracting(Difference::where)
                .containsExactly(
                        "the expected values themselves: PCR0 is not of one image with PCR1 and PCR2",
                        "signature (PCR8)");
    }

    @Test
    void aMeasurementCanBeWrittenDownAndReadBack() {
        Measurement measured = write(randomParts(new Random(7), 5), Vectors.METADATA, Runnable::run);
        Pcrs signed = new Pcrs(
                measured.pcrs().pcr0(),
                measured.pcrs().pcr1(),
                measured.pcrs().pcr2(),
                Optional.of(measured.pcrs().pcr0()));

        for (Measurement each : List.of(measured, new Measurement(signed, measured.sections()))) {
            assertThat(MeasurementJson.read(MeasurementJson.write(each))).isEqualTo(each);
        }
    }

    @Test
    void aWrittenMeasurementOfAnotherShapeIsRefused() {
        String genuine = MeasurementJson.write(write(randomParts(new Random(9), 4), Vectors.METADATA, Runnable::run));
        for (String broken : List.of(
                "",
                "{}",
                genuine + "x",
                genuine.replace("\"2\"", "\"3\""),
                genuine.replace("\"size\"", "\"length\""),
                genuine.replace("kernel\"", "kernel\",\"name\":\"x\""),
                genuine.replaceFirst("[0-9a-f]{96}", "ABCD"))) {
            assertFails(EifException.Code.BAD_MEASUREMENT, () -> MeasurementJson.read(broken));
        }
        assertFails(EifException.Code.TOO_LARGE, () -> MeasurementJson.read(" ".repeat(70_000)));
    }

    private List<byte[]> randomParts(Random random, int count) {
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] part = new byte[2 + random.nextInt(300)];
            random.nextBytes(part);
            if (i == 1) {
                for (int j = 0; j < part.length; j++) {
                    // Even codes only, so that flipping the lowest bit stays printable.
                    part[j] = (byte) (' ' + 2 * random.nextInt(40));
                }
            }
            parts.add(part);
        }
        return parts;
    }

    private Measurement write(List<byte[]> parts, EifMetadata metadata, Executor executor) {
        EifContents contents = new EifContents(
                Architecture.X86_64,
                SectionContent.bytes(parts.get(0)),
                new String(parts.get(1), StandardCharsets.US_ASCII),
                parts.subList(2, parts.size()).stream()
                        .map(SectionContent::bytes)
                        .toList(),
                metadata);
        return new EifWriter(executor, EifProgress.NONE).write(contents, folder.resolve("image.eif"));
    }

    private static Sha384 rule(List<byte[]> parts) throws Exception {
        MessageDigest sha384 = MessageDigest.getInstance("SHA-384");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        parts.forEach(content::writeBytes);
        ByteArrayOutputStream extension = new ByteArrayOutputStream();
        extension.writeBytes(new byte[48]);
        extension.writeBytes(sha384.digest(content.toByteArray()));
        return Sha384.of(sha384.digest(extension.toByteArray()));
    }
}
