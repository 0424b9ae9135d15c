package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.process.ShortCommand;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarFileTest {
    private static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);

    private static byte[] content(InputStream tar, String name) throws IOException {
        return tar.readNBytes((int) TarFile.find(tar, name, 1 << 20));
    }

    private static void assertNotFound(byte[] tar) {
        assertThatThrownBy(() -> TarFile.find(new ByteArrayInputStream(tar), "a/b", 1 << 20))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aFileIsFoundBehindOthers() throws IOException {
        byte[] tar = new Archive()
                .file("a/bb", new byte[1])
                .file("a", new byte[512])
                .file("b/a/b", new byte[513])
                .file("a/b", CONTENT)
                .tar();

        assertThat(content(new ByteArrayInputStream(tar), "a/b")).isEqualTo(CONTENT);
    }

    /** The tar program is an independent writer: long names make it use prefixes and extended headers. */
    @Test
    void whatTarWritesIsRead(@TempDir Path folder) throws IOException {
        String deep = "d".repeat(80) + "/" + "e".repeat(80);
        for (String name : List.of(deep + "/" + "f".repeat(120), deep + "/file", "a/b")) {
            Path file = folder.resolve("in").resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, CONTENT);
        }
        for (String format : List.of("ustar", "gnu", "pax")) {
            Path tar = folder.resolve(format);
            String longest = format.equals("ustar") ? "--exclude=ffff*" : "--exclude=none";
            List<String> command = List.of(
                    "/bin/tar",
                    "--format=" + format,
                    longest,
                    "-cf",
                    tar.toString(),
                    "-C",
                    folder.resolve("in").toString(),
                    deep,
                    "a/b");
            assertThat(ShortCommand.run(command, Map.of(), Duration.ofSeconds(30))
                            .exitCode())
                    .isZero();
            try (InputStream in = Files.newInputStream(tar)) {
                assertThat(content(in, "a/b")).isEqualTo(CONTENT);
            }
        }
        try (InputStream in = Files.newInputStream(folder.resolve("ustar"))) {
            assertThat(content(in, deep + "/file")).isEqualTo(CONTENT);
        }
    }

    @Test
    void anArchiveThatEndsInAHeaderOrAnEntryIsRefused() {
        byte[] tar = new Archive().file("x", new byte[600]).file("a/b", CONTENT).tar();

        for (int length : new int[] {0, 100, 512, 600, 1535, 1536, 1600}) {
            byte[] part = Arrays.copyOf(tar, length);
            assertThatThrownBy(() -> TarFile.find(new ByteArrayInputStream(part), "a/b", 1 << 20))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void anArchiveWithoutTheFileIsRefused() {
        assertNotFound(new Archive().tar());
        assertNotFound(new Archive().file("x", CONTENT).tar());
        assertNotFound(new Archive().entry("a/b", '2', 0, new byte[0]).tar());
    }

    @Test
    void aHeaderWithABrokenChecksumOrSizeIsRefused() {
        byte[] tar = new Archive().file("a/b", CONTENT).tar();
        tar[1] = 'x';
        assertNotFound(tar);

        byte[] huge = new Archive().file("a/b", CONTENT).tar();
        huge[124] = (byte) 0x80;
        assertNotFound(huge);
    }

    @Test
    void moreThanTheLimitIsNotRead() {
        byte[] bomb =
                new Archive().entry("x", '0', 0777_7777_7777L, new byte[0]).tar();

        assertThatThrownBy(() -> TarFile.find(new ByteArrayInputStream(bomb), "a/b", 1 << 20))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class);
    }
}
