package dev.teerex.eif.container;

import static dev.teerex.eif.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Sha256;
import dev.teerex.eif.Architecture;
import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.FileSlice;
import dev.teerex.eif.ramdisk.FileTree;
import dev.teerex.eif.ramdisk.Node;
import dev.teerex.eif.ramdisk.Node.Directory;
import dev.teerex.eif.ramdisk.Node.RegularFile;
import dev.teerex.eif.ramdisk.Node.SymbolicLink;
import dev.teerex.eif.ramdisk.Permissions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerImageTest {
    private static final int MUTATIONS = 2000;

    @TempDir
    Path folder;

    private Path work;

    @BeforeEach
    void makeWorkFolder() throws Exception {
        work = Files.createDirectory(folder.resolve("work"));
    }

    @Test
    void bothLayoutsInEveryWrappingGiveTheSameRamdisk() throws Exception {
        String deep = "deep/".repeat(40) + "name";
        TestImage image = new TestImage()
                .with(new TestImage.Layer().folder("etc", 0755).file("etc/passwd", 0644, "root"))
                .with(new TestImage.Layer().file(deep, 0755, "long").link("l", deep, false));
        Path[] sources = {
            TestImage.folder(folder.resolve("layout"), image.oci()),
            Files.write(folder.resolve("oci.tar"), TestImage.archive(image.oci())),
            Files.write(folder.resolve("dots.tar"), TestImage.archive(dotted(image.oci()))),
            Files.write(folder.resolve("docker.tar"), TestImage.archive(image.docker())),
            Files.write(folder.resolve("docker.tar.gz"), TestImage.gzip(TestImage.archive(image.docker()))),
        };
        byte[] first = null;
        for (Path source : sources) {
            try (ContainerImage opened = open(source)) {
                assertThat(opened.command()).containsExactly("/app");
                assertThat(opened.environment()).containsExactly("A=1");
                assertThat(text(opened.root(), deep)).isEqualTo("long");
                ByteArrayOutputStream ramdisk = new ByteArrayOutputStream();
                opened.root().asRamdisk().writeTo(ramdisk);
                first = first == null ? ramdisk.toByteArray() : first;
                assertThat(ramdisk.toByteArray()).isEqualTo(first);
            }
            assertThat(work).isEmptyDirectory();
        }
    }

    /** Returns the files under the names that {@code tar -c .} gives them. */
    private static Map<String, byte[]> dotted(Map<String, byte[]> files) {
        return files.entrySet().stream().collect(Collectors.toMap(file -> "./" + file.getKey(), Map.Entry::getValue));
    }

    @Test
    void aLayerMayHaveSeveralMembersOfGzipWhereverTheyEnd() throws Exception {
        byte[] noise = new byte[80_000];
        new Random(5).nextBytes(noise);
        String content = Base64.getEncoder().encodeToString(noise);
        TestImage image = new TestImage().with(new TestImage.Layer().file("a", 0644, content));
        image.packing = ContainerImageTest::inTwoMembers;

        try (ContainerImage opened = open(Files.write(folder.resolve("members.tar"), TestImage.archive(image.oci())))) {
            assertThat(text(opened.root(), "a")).isEqualTo(content);
        }
    }

    /** The first ends where the JDK's reader has little more than its end in its buffer of 64 KiB. */
    private static byte[] inTwoMembers(byte[] layer) throws IOException {
        int end = layer.length / 2;
        byte[] first = TestImage.gzip(Arrays.copyOf(layer, end));
        while (first.length < 65_530 || first.length > 65_550) {
            end += first.length < 65_530 ? Math.max(1, (65_540 - first.length) / 2) : -1;
            first = TestImage.gzip(Arrays.copyOf(layer, end));
        }
        byte[] second = TestImage.gzip(Arrays.copyOfRange(layer, end, layer.length));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void modesAndOwnersAreTheLayers() throws Exception {
        FileTree root = flatten(new TestImage()
                .with(new TestImage.Layer()
                        .folder("tmp", 01777)
                        .file("su", 04755, "x")
                        .link("s", "su", false)));

        assertThat(root.get("tmp")).contains(new Directory(Permissions.root(01777)));
        assertThat(root.get("su").orElseThrow().permissions()).isEqualTo(new Permissions(04755, 1000, 100));
        assertThat(root.get("s").orElseThrow())
                .isInstanceOfSatisfying(
                        SymbolicLink.class, link -> assertThat(link.target()).isEqualTo("su"));
    }

    @Test
    void aWhiteoutHidesWhatIsBelowAndNotWhatItsOwnLayerAdds() throws Exception {
        FileTree root = flatten(new TestImage()
                .with(new TestImage.Layer()
                        .file("a/old", 0644, "1")
                        .file("b/old", 0644, "2")
                        .file("c", 0644, "3")
                        .file("c.d", 0644, "4"))
                .with(new TestImage.Layer()
                        .file("a/new", 0644, "5")
                        .file("a/.wh..wh..opq", 0644, "")
                        .file("b/.wh.old", 0644, "")
                        .file("c", 0644, "6")
                        .file(".wh.c", 0644, "")));

        assertThat(root.nodes()).containsOnlyKeys("a", "a/new", "b", "c", "c.d");
        assertThat(text(root, "c")).isEqualTo("6");
    }

    @Test
    void anOpaqueRootHidesEverythingBelow() throws Exception {
        FileTree root = flatten(new TestImage()
                .with(new TestImage.Layer().file("a/x", 0644, "1").file("b", 0644, "2"))
                .with(new TestImage.Layer().file(".wh..wh..opq", 0644, "").file("n", 0644, "3")));

        assertThat(root.nodes()).containsOnlyKeys("n");
    }

    @Test
    void hardLinksAreOneFileAlsoAcrossLayers() throws Exception {
        FileTree root = flatten(new TestImage()
                .with(new TestImage.Layer().file("a", 0644, "1").link("b", "a", true))
                .with(new TestImage.Layer().link("c", "./a", true)));

        Node a = root.get("a").orElseThrow();
        assertThat(root.get("b").orElseThrow()).isSameAs(a);
        assertThat(root.get("c").orElseThrow()).isSameAs(a);
    }

    @Test
    void aFolderThatIsOnlyImpliedKeepsItsModeAndAFileReplacesAFolder() throws Exception {
        FileTree root = flatten(new TestImage()
                .with(new TestImage.Layer().folder("keep", 0700).file("gone/x", 0644, "1"))
                .with(new TestImage.Layer().file("keep/x", 0644, "2").file("gone", 0644, "3")));

        assertThat(root.get("keep")).contains(new Directory(Permissions.root(0700)));
        assertThat(root.nodes()).containsOnlyKeys("gone", "keep", "keep/x");
    }

    @Test
    void gnuLongNamesAreRead() throws Exception {
        String name = "n".repeat(150) + "/" + "m".repeat(150);
        FileTree root = flatten(new TestImage()
                .with(new TestImage.Layer().gnuLongNames().file(name, 0644, "1").link("l", name, false)));

        assertThat(text(root, name)).isEqualTo("1");
    }

    @Test
    void namesThatLeadOutAreRefused() throws Exception {
        for (String name : new String[] {"../x", "a/../../x", "/etc/passwd"}) {
            assertLayerFails(Code.UNSAFE_NAME, new TestImage.Layer().file(name, 0644, "x"));
        }
        assertLayerFails(
                Code.UNSAFE_NAME, new TestImage.Layer().link("a", "/etc", false).file("a/passwd", 0644, "x"));
        assertLayerFails(Code.BAD_CONTAINER_IMAGE, new TestImage.Layer().link("a", "../../etc/passwd", true));
    }

    @Test
    void whatARamdiskCannotHoldIsRefused() throws Exception {
        assertLayerFails(Code.UNSUPPORTED, new TestImage.Layer().special("null", TarConstants.LF_CHR));
        assertLayerFails(Code.UNSUPPORTED, new TestImage.Layer().special("pipe", TarConstants.LF_FIFO));
        assertLayerFails(Code.UNSUPPORTED, new TestImage.Layer().file(".wh..wh.plnk", 0644, ""));
        assertLayerFails(
                Code.BAD_CONTAINER_IMAGE,
                new TestImage.Layer().folder("d", 0755).link("h", "d", true));
    }

    @Test
    void aBlobThatIsNotTheOneNamedIsRefused() throws Exception {
        TestImage image = new TestImage().with(new TestImage.Layer().file("a", 0644, "1"));
        for (String name : image.oci().keySet()) {
            if (name.startsWith("blobs/")) {
                Map<String, byte[]> files = image.oci();
                damage(files, name, 0);
                assertImageFails(Code.BAD_DIGEST, files);
            }
        }
        Map<String, byte[]> files = image.docker();
        damage(files, "l0/layer.tar", 600);
        assertImageFails(Code.BAD_DIGEST, files);
    }

    @Test
    void anImageForAnotherArchitectureIsRefused() throws Exception {
        TestImage image = new TestImage().with(new TestImage.Layer().file("a", 0644, "1"));
        image.architecture = "arm64";
        assertImageFails(Code.BAD_CONTAINER_IMAGE, image.oci());
        assertImageFails(Code.BAD_CONTAINER_IMAGE, image.docker());

        Map<String, byte[]> silent = image.docker();
        silent.replace(
                "config.json",
                "{\"config\":{\"Cmd\":[\"/app\"]},\"rootfs\":{\"diff_ids\":[%s]}}"
                        .formatted(digestOf(image.layers.get(0)))
                        .getBytes(StandardCharsets.UTF_8));
        try (ContainerImage opened = open(Files.write(folder.resolve("silent.tar"), TestImage.archive(silent)))) {
            assertThat(text(opened.root(), "a")).isEqualTo("1");
        }
    }

    private static String digestOf(byte[] layer) {
        return "\"sha256:" + Sha256.hex(layer) + "\"";
    }

    @Test
    void limitsHoldOnLayersAndOnUnpackedBytes() throws Exception {
        TestImage image = new TestImage().with(new TestImage.Layer().file("a", 0644, "0".repeat(1 << 20)));
        Path source = TestImage.folder(folder.resolve("bomb"), image.oci());

        assertFails(
                Code.TOO_LARGE,
                () -> ContainerImage.open(source, Architecture.X86_64, work, new ContainerLimits(1 << 20, 9)));
        assertFails(
                Code.BAD_CONTAINER_IMAGE,
                () -> ContainerImage.open(source, Architecture.X86_64, work, new ContainerLimits(1 << 22, 0)));
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void aFileThatIsNoImageIsRefused() throws Exception {
        assertFails(Code.BAD_CONTAINER_IMAGE, () -> open(Files.write(folder.resolve("empty"), new byte[0])));
        assertFails(Code.BAD_CONTAINER_IMAGE, () -> open(Files.write(folder.resolve("noise"), new byte[600])));
        assertFails(Code.UNREADABLE, () -> open(folder.resolve("absent")));
        byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
        assertFails(Code.UNSUPPORTED, () -> open(Files.write(folder.resolve("zstd"), zstd)));
    }

    @Test
    void theEntrypointIsStartedOnlyIfThereIsNoCommand() throws Exception {
        TestImage image = new TestImage().with(new TestImage.Layer().file("a", 0644, "1"));
        image.config = "{\"Cmd\":null,\"Entrypoint\":[\"/entry\"]}";
        try (ContainerImage opened = open(TestImage.folder(folder.resolve("image"), image.oci()))) {
            assertThat(opened.command()).containsExactly("/entry");
            assertThat(opened.environment()).isEmpty();
        }
    }

    @Test
    void onlyItsOwnExceptionComesOutOfAHostileArchive() throws Exception {
        TestImage image = new TestImage()
                .with(new TestImage.Layer()
                        .file("n".repeat(150), 0644, "1")
                        .link("l", "x", false)
                        .folder("d", 0755));
        byte[] archive = TestImage.archive(image.docker());
        byte[] layer = image.layers.get(0);
        Random random = new Random(11);
        Path file = folder.resolve("hostile.tar");
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = (i % 2 == 0 ? archive : layer).clone();
            for (int j = 0; j < 1 + i % 3; j++) {
                int at = random.nextInt(mutated.length);
                mutated[at] = (byte) (random.nextBoolean() ? random.nextInt() : '0' + random.nextInt(10));
                fixChecksum(mutated, at / 512 * 512);
            }
            Files.write(file, mutated);
            try {
                if (i % 2 == 0) {
                    open(file).close();
                } else {
                    Layer.apply(FileSlice.whole(file, mutated.length), new FileTree());
                }
                accepted++;
            } catch (EifException e) {
                assertThat(e.reason().code()).matches("TRX-E-0\\d\\d");
            }
        }
        assertThat(accepted).isBetween(1, MUTATIONS - 1);
        assertThat(work).isEmptyDirectory();
    }

    private static void damage(Map<String, byte[]> files, String name, int at) {
        Objects.requireNonNull(files.get(name))[at] ^= 1;
    }

    private static void fixChecksum(byte[] tar, int header) {
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : tar[header + i] & 0xff;
        }
        byte[] digits = String.format("%06o", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, header + 148, digits.length);
        tar[header + 154] = 0;
        tar[header + 155] = ' ';
    }

    private FileTree flatten(TestImage image) throws IOException {
        // The tree refers to the layers' own files, which here are not packed and stay.
        Path source = Files.write(folder.resolve("image.tar"), TestImage.archive(image.docker()));
        try (ContainerImage opened = open(source)) {
            return opened.root();
        }
    }

    private ContainerImage open(Path source) {
        return ContainerImage.open(source, Architecture.X86_64, work, ContainerLimits.DEFAULT);
    }

    private static String text(FileTree tree, String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((RegularFile) tree.get(name).orElseThrow()).content().writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void assertLayerFails(Code code, TestImage.Layer layer) throws IOException {
        assertImageFails(code, new TestImage().with(layer).oci());
    }

    private void assertImageFails(Code code, Map<String, byte[]> files) throws IOException {
        Path source = Files.write(folder.resolve("broken.tar"), TestImage.archive(files));
        assertFails(code, () -> open(source));
        assertThat(work).isEmptyDirectory();
    }
}
