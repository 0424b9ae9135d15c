package dev.teerex.eif.ramdisk;

import static dev.teerex.eif.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.Node.Directory;
import dev.teerex.eif.ramdisk.Node.RegularFile;
import dev.teerex.eif.ramdisk.Node.SymbolicLink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.junit.jupiter.api.Test;

class CpioTest {
    private static final int MAX_CONTENT = 2 << 20;
    private static final int MUTATIONS = 20_000;

    @Test
    void anArchiveIsThatOfAnIndependentWriterByteForByte() throws Exception {
        FileTree tree = new FileTree();
        tree.put("a/b", file("hello"));
        tree.put("a-b", file(""));
        tree.put("z", new SymbolicLink(Permissions.root(0777), "a/b"));
        tree.put("a", new Directory(new Permissions(01755, 7, 8)));

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CpioArchiveOutputStream cpio =
                new CpioArchiveOutputStream(bytes, CpioConstants.FORMAT_NEW, 512, "UTF-8")) {
            put(cpio, entry("a", 1, CpioConstants.C_ISDIR | 01755, 2, 0, 7, 8), "");
            put(cpio, entry("a-b", 2, CpioConstants.C_ISREG | 0644, 1, 0, 0, 0), "");
            put(cpio, entry("a/b", 3, CpioConstants.C_ISREG | 0644, 1, 5, 0, 0), "hello");
            put(cpio, entry("z", 4, CpioConstants.C_ISLNK | 0777, 1, 3, 0, 0), "a/b");
        }
        assertThat(write(tree)).isEqualTo(bytes.toByteArray());
    }

    @Test
    void namesAreInTheOrderOfTheirUtf8Bytes() throws Exception {
        FileTree tree = new FileTree();
        // U+FF61 comes after U+1F600 in UTF-16 and before it in UTF-8.
        for (String name : List.of("\uD83D\uDE00", "\uFF61", "a0", "a/x", "a.b", "B")) {
            tree.put(name, file(name));
        }
        assertThat(read(write(tree)))
                .extracting(CpioEntry::name)
                .containsExactly("B", "a", "a.b", "a/x", "a0", "\uFF61", "\uD83D\uDE00");
    }

    @Test
    void hardLinksShareAnInodeAndTheirBytesAreWrittenOnce() throws Exception {
        FileTree tree = new FileTree();
        RegularFile busybox = file("busybox");
        tree.put("bin/ls", busybox);
        tree.put("bin/cp", busybox);
        tree.put("bin/sh", file("busybox"));

        List<CpioEntry> entries = read(write(tree));

        assertThat(entries).extracting(CpioEntry::name).containsExactly("bin", "bin/cp", "bin/ls", "bin/sh");
        assertThat(entries).extracting(CpioEntry::inode).containsExactly(1L, 2L, 2L, 3L);
        assertThat(entries).extracting(CpioEntry::links).containsExactly(2L, 2L, 2L, 1L);
        assertThat(entries).extracting(CpioEntry::size).containsExactly(0L, 0L, 7L, 7L);
    }

    @Test
    void theReaderGivesBackKindsModesAndContents() throws Exception {
        FileTree tree = new FileTree();
        tree.put("run", new RegularFile(new Permissions(04755, 1000, 65534), FileContent.bytes(new byte[] {1, 2, 3})));
        tree.put("link", new SymbolicLink(Permissions.root(0777), "run"));
        try (CpioReader reader = reader(write(tree))) {
            CpioEntry link = reader.next().orElseThrow();
            assertThat(link.isSymbolicLink()).isTrue();
            assertThat(new String(reader.content(MAX_CONTENT), StandardCharsets.UTF_8))
                    .isEqualTo("run");
            CpioEntry run = reader.next().orElseThrow();
            assertThat(run.isRegularFile()).isTrue();
            assertThat(run.isDirectory()).isFalse();
            assertThat(run.mode() & 07777).isEqualTo(04755);
            assertThat(run.uid()).isEqualTo(1000);
            assertThat(run.gid()).isEqualTo(65534);
            assertThat(reader.content(MAX_CONTENT)).containsExactly(1, 2, 3);
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void archivesOneAfterTheOtherAndPackedOnesAreRead() throws Exception {
        FileTree tree = new FileTree();
        tree.put("x", file("1"));
        byte[] one = write(tree);
        assertThat(one.length % 512).isZero();
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(two);
        }
        for (byte[] ramdisk : new byte[][] {two, packed.toByteArray()}) {
            assertThat(read(ramdisk)).extracting(CpioEntry::name).containsExactly("x", "x");
        }
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void limitsHoldOnUnpackedBytesAndOnEntries() throws Exception {
        FileTree tree = new FileTree();
        tree.put("zeros", new RegularFile(Permissions.root(0644), FileContent.bytes(new byte[1 << 20])));
        tree.put("other", file("x"));
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(write(tree));
        }
        assertFails(Code.TOO_LARGE, () -> drain(new CpioReader(stream(bomb.toByteArray()), 100_000, 10)));
        assertFails(Code.TOO_LARGE, () -> drain(new CpioReader(stream(bomb.toByteArray()), 10 << 20, 1)));
        try (CpioReader reader = reader(bomb.toByteArray())) {
            assertThat(reader.next().orElseThrow().size()).isEqualTo(1);
            assertFails(Code.TOO_LARGE, () -> reader.content(0));
        }
    }

    @Test
    void aBrokenRuleIsNamed() throws Exception {
        assertBroken(Code.UNSUPPORTED, bytes -> "xz".getBytes(StandardCharsets.US_ASCII));
        assertBroken(Code.BAD_RAMDISK, bytes -> with(bytes, 5, '2'));
        assertBroken(Code.BAD_RAMDISK, bytes -> with(bytes, 20, 'g'));
        assertBroken(Code.BAD_RAMDISK, bytes -> with(bytes, 101, '0')); // a name of no bytes
        assertBroken(Code.BAD_RAMDISK, bytes -> with(bytes, 97, '1')); // a name of 4 KiB and more
        assertBroken(Code.BAD_RAMDISK, bytes -> with(bytes, 111, 'x')); // no NUL at the end
        assertBroken(Code.BAD_RAMDISK, bytes -> with(bytes, 110, 0)); // a NUL inside
        assertBroken(Code.BAD_RAMDISK, bytes -> with(bytes, 110, 0xff)); // not UTF-8
        assertBroken(Code.BAD_RAMDISK, bytes -> Arrays.copyOf(bytes, 116)); // no trailer
        assertBroken(Code.BAD_RAMDISK, bytes -> Arrays.copyOf(bytes, 113));
        assertBroken(Code.BAD_RAMDISK, bytes -> Arrays.copyOf(new byte[] {0x1f, (byte) 0x8b, 8}, 20));
    }

    @Test
    void onlyItsOwnExceptionComesOutOfAHostileRamdisk() throws Exception {
        FileTree tree = new FileTree();
        tree.put("dev/x", file("abcdefgh"));
        tree.put("init", file("1"));
        tree.put("link", new SymbolicLink(Permissions.root(0777), "init"));
        byte[] genuine = write(tree);
        Random random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = Arrays.copyOf(genuine, random.nextInt(8) == 0 ? random.nextInt(600) : genuine.length);
            for (int j = 0; j < 1 + i % 3 && mutated.length > 0; j++) {
                mutated[random.nextInt(mutated.length)] = (byte)
                        (random.nextBoolean() ? "0123456789abcdef".charAt(random.nextInt(16)) : random.nextInt());
            }
            try {
                drain(new CpioReader(stream(mutated), 1 << 20, 100));
                accepted++;
            } catch (EifException e) {
                assertThat(e.offset()).isPresent();
            }
        }
        assertThat(accepted).isBetween(1, MUTATIONS - 1);
    }

    private static void assertBroken(Code code, UnaryOperator<byte[]> how) throws IOException {
        FileTree tree = new FileTree();
        tree.put("x", file("1"));
        byte[] broken = how.apply(write(tree));
        assertFails(code, () -> drain(reader(broken)));
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    private static RegularFile file(String content) {
        return new RegularFile(Permissions.root(0644), FileContent.bytes(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] write(FileTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tree.asRamdisk().writeTo(out);
        return out.toByteArray();
    }

    private static CpioReader reader(byte[] bytes) {
        return new CpioReader(stream(bytes), 10 << 20, 1000);
    }

    private static ByteArrayInputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static List<CpioEntry> read(byte[] bytes) throws IOException {
        return drain(reader(bytes));
    }

    private static List<CpioEntry> drain(CpioReader reader) throws IOException {
        List<CpioEntry> entries = new ArrayList<>();
        try (reader) {
            for (Optional<CpioEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                entries.add(entry.get());
                if (entries.size() % 2 == 0) {
                    reader.content(MAX_CONTENT);
                }
            }
        }
        return entries;
    }

    private static CpioArchiveEntry entry(String name, int inode, int mode, int links, int size, int uid, int gid) {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, name, size);
        entry.setInode(inode);
        entry.setMode(mode);
        entry.setNumberOfLinks(links);
        entry.setUID(uid);
        entry.setGID(gid);
        entry.setTime(0);
        return entry;
    }

    private static void put(CpioArchiveOutputStream cpio, CpioArchiveEntry entry, String content) throws IOException {
        cpio.putArchiveEntry(entry);
        cpio.write(content.getBytes(StandardCharsets.UTF_8));
        cpio.closeArchiveEntry();
    }
}
