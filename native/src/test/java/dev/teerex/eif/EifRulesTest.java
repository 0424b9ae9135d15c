package dev.teerex.eif;

import static dev.teerex.eif.Failures.assertFails;
import static dev.teerex.eif.Vectors.R0;
import static dev.teerex.eif.Vectors.R1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.eif.EifException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the format, broken alone. The sections lie at 548, 571, 596, 843 and 864; the file has 886 bytes. */
class EifRulesTest {
    private static final int CMDLINE_AT = 571;
    private static final int METADATA_AT = 596;
    private static final int RAMDISK_AT = 843;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeImage() {
        file = folder.resolve("image.eif");
        new EifWriter(Runnable::run, EifProgress.NONE).write(Vectors.contents(Architecture.X86_64, R0, R1), file);
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                broken("magic", Code.BAD_MAGIC, 0, b -> b.put(1, (byte) 'E')),
                broken("version 3", Code.UNSUPPORTED_VERSION, 4, b -> b.putShort(4, (short) 3)),
                broken("unknown header flag", Code.BAD_HEADER, 6, b -> b.putShort(6, (short) 2)),
                broken("reserved field", Code.BAD_HEADER, 0x18, b -> b.put(0x19, (byte) 1)),
                broken("unused field", Code.BAD_HEADER, 0x21c, b -> b.put(0x21f, (byte) 1)),
                broken("one section", Code.BAD_SECTION_COUNT, 0x1a, b -> b.putShort(0x1a, (short) 1)),
                broken("33 sections", Code.BAD_SECTION_COUNT, 0x1a, b -> b.putShort(0x1a, (short) 33)),
                broken("65535 sections", Code.BAD_SECTION_COUNT, 0x1a, b -> b.putShort(0x1a, (short) -1)),
                broken("offset in unused slot", Code.BAD_HEADER, 0x1c + 5 * 8, b -> b.put(0x1c + 5 * 8, (byte) 1)),
                broken("size in unused slot", Code.BAD_HEADER, 0x11c + 31 * 8, b -> b.put(0x11c + 31 * 8, (byte) 1)),
                broken("first section in the header", Code.BAD_OFFSET, 0x1c, b -> b.putLong(0x1c, 0)),
                broken("overlap", Code.BAD_OFFSET, 0x24, b -> b.putLong(0x24, CMDLINE_AT - 1)),
                broken("gap", Code.BAD_OFFSET, 0x24, b -> b.putLong(0x24, CMDLINE_AT + 1)),
                broken("offset beyond 63 bits", Code.BAD_OFFSET, 0x24, b -> b.putLong(0x24, -1)),
                broken("size beyond the file", Code.TRUNCATED, 0x11c, b -> b.putLong(0x11c, 10_000)),
                broken("size beyond 63 bits", Code.TRUNCATED, 0x11c, b -> b.putLong(0x11c, -1)),
                broken("largest size", Code.TRUNCATED, 0x11c, b -> b.putLong(0x11c, Long.MAX_VALUE)),
                broken("two sizes", Code.BAD_SECTION_HEADER, 552, b -> b.putLong(552, 12)),
                broken("section flag", Code.BAD_SECTION_HEADER, 550, b -> b.put(551, (byte) 1)),
                broken("type 0", Code.BAD_SECTION_HEADER, 548, b -> b.putShort(548, (short) 0)),
                broken("type 6", Code.BAD_SECTION_HEADER, 548, b -> b.putShort(548, (short) 6)),
                broken("two kernels", Code.DUPLICATE_SECTION, RAMDISK_AT, b -> b.putShort(RAMDISK_AT, (short) 1)),
                broken("two command lines", Code.DUPLICATE_SECTION, RAMDISK_AT, b -> b.putShort(RAMDISK_AT, (short) 2)),
                broken("two metadata", Code.DUPLICATE_SECTION, RAMDISK_AT, b -> b.putShort(RAMDISK_AT, (short) 5)),
                broken("no kernel", Code.MISSING_SECTION, -1, b -> b.putShort(548, (short) 3)),
                broken("no command line", Code.MISSING_SECTION, -1, b -> b.putShort(CMDLINE_AT, (short) 3)),
                broken("no metadata", Code.MISSING_SECTION, -1, b -> b.putShort(METADATA_AT, (short) 3)),
                broken("no ramdisk", Code.MISSING_SECTION, -1, b -> b.putShort(RAMDISK_AT, (short) 4)
                        .putShort(864, (short) 4)),
                broken("ramdisk first", Code.BAD_SECTION_ORDER, 548, b -> b.putShort(548, (short) 3)
                        .putShort(RAMDISK_AT, (short) 1)));
    }

    private static Arguments broken(String rule, Code code, int offset, Consumer<ByteBuffer> how) {
        return Arguments.of(rule, code, offset, how);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRules")
    void aBrokenRuleIsNamedWithItsOffset(String rule, Code code, int offset, Consumer<ByteBuffer> how)
            throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        how.accept(ByteBuffer.wrap(bytes));
        Files.write(file, bytes);

        assertThatThrownBy(() -> Eif.open(file)).isInstanceOfSatisfying(EifException.class, e -> {
            assertThat(e.reason()).as(rule).isEqualTo(code);
            assertThat(e.offset().orElse(-1)).isEqualTo(offset);
            assertThat(e.text()).startsWith(file + ": ");
        });
    }

    @Test
    void aSecondSignatureIsRefused() throws Exception {
        new EifWriter(Runnable::run, EifProgress.NONE)
                .write(Vectors.contents(Architecture.X86_64, R0, R1, "-", "-"), file);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putShort(886, (short) 4).putShort(899, (short) 4);
        Files.write(file, bytes);

        assertFails(Code.DUPLICATE_SECTION, () -> Eif.open(file));
    }

    @Test
    void aByteAfterTheLastSectionIsRefused() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));

        assertFails(Code.TRAILING_BYTES, () -> Eif.open(file));
    }

    @Test
    void aFileThatEndsAnywhereEarlyIsRefused() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertFails(Code.TRUNCATED, () -> Eif.open(file));
        }
    }

    @Test
    void anyChangedByteBreaksTheStructureOrTheChecksum() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 0x10;
            Files.write(file, bytes);
            assertThatThrownBy(() -> measure(file)).as("byte %d", i).isInstanceOf(EifException.class);
            bytes[i] ^= 0x10;
        }
    }

    @Test
    void aWrongChecksumIsFoundByMeasuring() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertFails(Code.BAD_CHECKSUM, () -> measure(file));
    }

    @Test
    void aCommandLineThatCouldForgeALineOnTheTerminalIsRefused() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[CMDLINE_AT + Section.HEADER_SIZE + 3] = '\n';
        Files.write(file, bytes);

        try (Eif eif = Eif.open(file)) {
            assertThatThrownBy(eif::commandLine).isInstanceOfSatisfying(EifException.class, e -> {
                assertThat(e.reason()).isEqualTo(Code.BAD_COMMAND_LINE);
                assertThat(e.offset()).hasValue(CMDLINE_AT + Section.HEADER_SIZE + 3);
            });
        }
    }

    @Test
    void metadataThatIsNotTheExpectedJsonIsRefused() throws Exception {
        for (String json : new String[] {"", "{}", "[]", "{\"ImageName\":1}", "x".repeat(20), "{\"a\":1,\"a\":1}"}) {
            assertThatThrownBy(() -> MetadataJson.read(json.getBytes(StandardCharsets.UTF_8), 7))
                    .isInstanceOfSatisfying(EifException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Code.BAD_METADATA);
                        assertThat(e.offset()).hasValue(7);
                    });
        }
    }

    @Test
    void metadataOfOtherBuildersMayHoldMore() {
        String json = new String(MetadataJson.write(Vectors.METADATA), StandardCharsets.UTF_8)
                .replace("\"DockerInfo\":null", "\"DockerInfo\":{\"Id\":[1,2.5,true,null,{\"x\":\"y\"}]}");

        assertThat(MetadataJson.read(json.getBytes(StandardCharsets.UTF_8), 0)).isEqualTo(Vectors.METADATA);
    }

    @Test
    void aSectionOfAnotherImageCannotBeRead() {
        try (Eif eif = Eif.open(file)) {
            assertThatThrownBy(() -> eif.read(new Section(SectionType.KERNEL, "kernel", 0, Long.MAX_VALUE)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aMissingFileIsUnreadable() {
        assertFails(Code.UNREADABLE, () -> Eif.open(folder.resolve("absent.eif")));
    }

    @Test
    void aCommandLineThatTheKernelWouldCutIsNotWritten() {
        assertFails(Code.BAD_COMMAND_LINE, () -> contents("x".repeat(2048), 1));
        assertFails(Code.BAD_COMMAND_LINE, () -> contents("quiet\n", 1));
    }

    @Test
    void anImageHasFromOneToTwentyEightRamdisks() {
        assertFails(Code.BAD_SECTION_COUNT, () -> contents("quiet", 0));
        assertFails(Code.BAD_SECTION_COUNT, () -> contents("quiet", 29));
        Path most = folder.resolve("most.eif");
        Measurement written = new EifWriter(Runnable::run, EifProgress.NONE).write(contents("quiet", 28), most);
        assertThat(measure(most)).isEqualTo(written);
    }

    @Test
    void aFailedWriteLeavesWhatWasThere() throws Exception {
        byte[] before = Files.readAllBytes(file);
        SectionContent failing = SectionContent.file(folder.resolve("absent"));
        EifContents contents =
                new EifContents(Architecture.X86_64, failing, "quiet", List.of(failing), Vectors.METADATA);

        assertFails(Code.UNREADABLE, () -> new EifWriter(Runnable::run, EifProgress.NONE).write(contents, file));

        assertThat(file).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void progressIsToldForEachSection() {
        List<String> heard = new ArrayList<>();

        new EifWriter(Runnable::run, (section, bytes) -> heard.add(section + " " + bytes))
                .write(Vectors.contents(Architecture.X86_64, R0, R1), file);

        assertThat(heard).containsExactly("kernel 11", "cmdline 13", "metadata 235", "ramdisk0 9", "ramdisk1 10");
    }

    @Test
    void aBuildDoesNotWriteIntoThatOfAnother() throws Exception {
        byte[] before = Files.readAllBytes(file);
        EifWriter writer = new EifWriter(Runnable::run, EifProgress.NONE);
        EifContents outer = new EifContents(
                Architecture.X86_64,
                out -> {
                    writer.write(contents("inner", 1), file);
                    out.write(1);
                },
                "outer",
                List.of(Vectors.content("ramdisk")),
                Vectors.METADATA);

        writer.write(outer, file);

        assertThat(Files.readAllBytes(file)).isNotEqualTo(before);
        try (Eif eif = Eif.open(file)) {
            assertThat(eif.commandLine()).isEqualTo("outer");
        }
    }

    @Test
    void whatAKilledBuildHasLeftIsReplaced() throws Exception {
        Files.writeString(folder.resolve("image.eif.part"), "the longer beginning of ".repeat(1000));
        Files.writeString(folder.resolve("image.eif.1234567.part"), "another beginning");
        new EifWriter(Runnable::run, EifProgress.NONE).write(contents("quiet", 1), file);
        assertThat(measure(file).sections()).hasSize(3);
        assertThat(folder).isDirectoryNotContaining(each -> each.toString().endsWith(".part"));
    }

    @Test
    void aLinkInThePlaceOfTheNewImageIsNotFollowed() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createSymbolicLink(folder.resolve("image.eif.part"), victim);

        new EifWriter(Runnable::run, EifProgress.NONE).write(contents("quiet", 1), file);

        assertThat(file).isRegularFile();
        assertThat(victim).hasContent("precious");
    }

    private static EifContents contents(String commandLine, int ramdisks) {
        return new EifContents(
                Architecture.X86_64,
                Vectors.content("kernel"),
                commandLine,
                Collections.nCopies(ramdisks, Vectors.content("ramdisk")),
                Vectors.METADATA);
    }

    private static Measurement measure(Path file) {
        try (Eif eif = Eif.open(file)) {
            return eif.measure(Runnable::run);
        }
    }
}
