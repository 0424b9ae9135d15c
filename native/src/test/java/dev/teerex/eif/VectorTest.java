package dev.teerex.eif;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that upstream's builder made of the same contents: byte for byte, register for register. */
class VectorTest {
    @TempDir
    Path folder;

    @Test
    void anImageWithTwoRamdisksIsUpstreamsByteForByte() throws Exception {
        assertUpstreams(Vectors.TWO_RAMDISKS);

        assertThat(hex(0, 76))
                .isEqualTo("2e6569660004000000000000400000000000000000000002000000050000000000000224000000000000023b"
                        + "0000000000000254000000000000034b00000000000003600000000000000000");
        assertThat(hex(0x11c, 0x144))
                .isEqualTo("000000000000000b000000000000000d00000000000000eb0000000000000009000000000000000a");
        assertThat(hex(0x21c, 0x224)).isEqualTo("00000000c5300fda");
    }

    @Test
    void anImageWithThreeRamdisksIsUpstreamsByteForByte() throws Exception {
        assertUpstreams(Vectors.THREE_RAMDISKS);
    }

    @Test
    void anImageForArmWithOneRamdiskIsUpstreamsByteForByteAndHasThePublishedPcr2() throws Exception {
        assertUpstreams(Vectors.ARM);
    }

    private void assertUpstreams(Vectors.Vector vector) throws Exception {
        assertThat(write(vector.contents()).pcrs()).isEqualTo(vector.pcrs());
        assertFile(vector.size(), vector.sha256(), vector.crc32());
    }

    private Path file() {
        return folder.resolve("vector.eif");
    }

    private Measurement write(EifContents contents) {
        Measurement written = new EifWriter(Runnable::run, EifProgress.NONE).write(contents, file());
        try (Eif eif = Eif.open(file())) {
            assertThat(eif.measure(Runnable::run)).isEqualTo(written);
            assertThat(eif.commandLine()).isEqualTo(Vectors.COMMAND_LINE);
            assertThat(eif.metadata()).isEqualTo(Vectors.METADATA);
            assertThat(eif.signature()).isEmpty();
            assertThat(eif.header().architecture()).isEqualTo(contents.architecture());
        }
        return written;
    }

    private void assertFile(int size, String sha256, long crc32) throws Exception {
        byte[] bytes = Files.readAllBytes(file());
        assertThat(bytes).hasSize(size);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .isEqualTo(sha256);
        try (Eif eif = Eif.open(file())) {
            assertThat(eif.header().crc32()).isEqualTo(crc32);
        }
    }

    private String hex(int from, int to) throws Exception {
        return HexFormat.of().formatHex(Arrays.copyOfRange(Files.readAllBytes(file()), from, to));
    }
}
