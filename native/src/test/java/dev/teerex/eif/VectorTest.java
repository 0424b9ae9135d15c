package dev.teerex.eif;

import static dev.teerex.eif.Vectors.R0;
import static dev.teerex.eif.Vectors.R1;
import static dev.teerex.eif.Vectors.R2;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that upstream's builder made of the same contents: byte for byte, register for register. */
class VectorTest {
    private static final String V1_PCR1 =
            "cbc2892bf1da77ecc378363b895e42a41888d5c45f8ea4791ba76af503833b52a42337672e985500f2f605b8b4329f86";

    @TempDir
    Path folder;

    @Test
    void anImageWithTwoRamdisksIsUpstreamsByteForByte() throws Exception {
        Measurement measured = write(Vectors.contents(Architecture.X86_64, R0, R1));

        assertFile(886, "6e7d5eafb47d18abb094c47684d8f6d7bace03fc5bd97d629f7e51b1423859eb", 0xc5300fdaL);
        assertThat(hex(0, 76))
                .isEqualTo("2e6569660004000000000000400000000000000000000002000000050000000000000224000000000000023b"
                        + "0000000000000254000000000000034b00000000000003600000000000000000");
        assertThat(hex(0x11c, 0x144))
                .isEqualTo("000000000000000b000000000000000d00000000000000eb0000000000000009000000000000000a");
        assertThat(hex(0x21c, 0x224)).isEqualTo("00000000c5300fda");
        assertThat(measured.pcrs())
                .isEqualTo(
                        pcrs(
                                "8e91b58281e57d165e9c37b0bf322f0d99f61c1d4713fb9ec4f7945223c24505f0342e2803a0d843422d990dcadb23eb",
                                V1_PCR1,
                                "03cb54067370b2621cb1bd97a2d1d803bafd5ca60e5fb4dd1cf29a7511a6589562213931445ecea7513c2e79c9e9fed3"));
    }

    @Test
    void anImageWithThreeRamdisksIsUpstreamsByteForByte() throws Exception {
        Measurement measured = write(Vectors.contents(Architecture.X86_64, R0, R1, R2));

        assertFile(909, "c4d7b6a87180b8c833d1bf0df86285e6664c7282e1dc5843f527a3042a44dcd0", 0xfa14e5c4L);
        assertThat(measured.pcrs())
                .isEqualTo(
                        pcrs(
                                "3ea13adb5b1668b62880f6ea624e4b6d954525f46c1c524a8e52316601b0072f16286f5ae5e2f2632cbc70439747ffc1",
                                V1_PCR1,
                                "336746e789194627c95b5c580ac130bc02c8c34538c21ff9af0980ae5e56b64b7186fc6a30eeb30b9dbb2f7e9012873c"));
    }

    @Test
    void anImageForArmWithOneRamdiskIsUpstreamsByteForByteAndHasThePublishedPcr2() throws Exception {
        Measurement measured = write(Vectors.contents(Architecture.AARCH64, R0));

        assertFile(864, "43166a0bb5113e8b01f2e2094d898dc3cefffd442aa8f7a9212628cc8787e310", 0x82a81352L);
        assertThat(measured.pcrs()).isEqualTo(pcrs(V1_PCR1, V1_PCR1, Vectors.PUBLISHED_PCR2_WITHOUT_APPLICATION));
    }

    private Path file() {
        return folder.resolve("vector.eif");
    }

    private Measurement write(EifContents contents) {
        Measurement written = new EifWriter(Runnable::run, EifProgress.NONE).write(contents, file());
        try (Eif eif = Eif.open(file())) {
            assertThat(eif.measure(Runnable::run)).isEqualTo(written);
            assertThat(eif.commandLine()).isEqualTo("console=ttyS0");
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

    private static Pcrs pcrs(String pcr0, String pcr1, String pcr2) {
        return new Pcrs(new Sha384(pcr0), new Sha384(pcr1), new Sha384(pcr2), Optional.empty());
    }
}
