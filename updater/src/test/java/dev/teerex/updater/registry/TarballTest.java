package dev.teerex.updater.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.updater.rig.LocalRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TarballTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static Map<String, String> read(byte[] tgz, String... wanted) throws IOException {
        return Tarball.sha256(new ByteArrayInputStream(tgz), Set.of(wanted));
    }

    private static byte[] abc() {
        return "abc".getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aFileIsFoundByItsPathAndDigested() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("package/a", new byte[513]);
        files.put("package/build/amd64-linux/bb", abc());
        files.put("package/z", new byte[0]);

        assertThat(read(LocalRegistry.tarball(files), "package/build/amd64-linux/bb", "package/none"))
                .isEqualTo(Map.of("package/build/amd64-linux/bb", ABC));
    }

    @Test
    void anArchiveThatEndsEarlyIsRefused() {
        byte[] whole = LocalRegistry.tarball(Map.of("package/a", new byte[5000]));

        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2), "package/a"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theSameFileTwiceIsRefused() throws IOException {
        byte[] one = unpacked(LocalRegistry.tarball(Map.of("package/a", abc())));
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(one, 0, 1024);
        twice.write(one);

        assertThatThrownBy(() -> read(packed(twice.toByteArray()), "package/a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void aLinkIsNotTheFile() throws IOException {
        byte[] tar = unpacked(LocalRegistry.tarball(Map.of("package/a", new byte[0])));
        tar[156] = '2';

        assertThat(read(packed(tar), "package/a")).isEmpty();
    }

    @Test
    void aLongNameHidesTheShortOneBehindIt() throws IOException {
        byte[] extension = "29 path=package/another/name\n".getBytes(StandardCharsets.US_ASCII);
        byte[] first = unpacked(LocalRegistry.tarball(Map.of("x", extension)));
        first[156] = 'x';
        byte[] second = unpacked(LocalRegistry.tarball(Map.of("package/a", abc())));
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(first, 0, 1024);
        both.write(second);

        assertThat(read(packed(both.toByteArray()), "package/a", "package/another/name"))
                .isEqualTo(Map.of("package/another/name", ABC));
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        assertThatThrownBy(() -> read("no gzip".getBytes(StandardCharsets.US_ASCII), "a"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(packed("x".repeat(512).getBytes(StandardCharsets.US_ASCII)), "a"))
                .isInstanceOf(IOException.class);
    }

    private static byte[] unpacked(byte[] tgz) throws IOException {
        return new java.util.zip.GZIPInputStream(new ByteArrayInputStream(tgz)).readAllBytes();
    }

    private static byte[] packed(byte[] tar) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(tar);
        }
        return packed.toByteArray();
    }
}
