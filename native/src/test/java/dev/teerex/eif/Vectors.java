package dev.teerex.eif;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Small images whose bytes and registers are known from upstream's builder. */
public final class Vectors {
    public static final String KERNEL = "FAKE-KERNEL";
    public static final String COMMAND_LINE = "console=ttyS0";
    public static final EifMetadata METADATA =
            new EifMetadata("vector", "vector", "1970-01-01T00:00:00+00:00", "eifj", "0", "Linux", "6.12");
    static final String R0 = "RAMDISK-0";
    static final String R1 = "RAMDISK-1\n";
    static final String R2 = "RAMDISK-TWO";

    /** PCR2 of every image without a second ramdisk, as it stands in many public repositories. */
    static final String PUBLISHED_PCR2_WITHOUT_APPLICATION =
            "21b9efbc184807662e966d34f390821309eeac6802309798826296bf3e8bec7c10edb30948c90ba67310f7b964fc500a";

    private static final String PCR1 =
            "cbc2892bf1da77ecc378363b895e42a41888d5c45f8ea4791ba76af503833b52a42337672e985500f2f605b8b4329f86";

    /** An image with two ramdisks. */
    public static final Vector TWO_RAMDISKS = new Vector(
            Architecture.X86_64,
            List.of(R0, R1),
            886,
            "6e7d5eafb47d18abb094c47684d8f6d7bace03fc5bd97d629f7e51b1423859eb",
            0xc5300fdaL,
            pcrs(
                    "8e91b58281e57d165e9c37b0bf322f0d99f61c1d4713fb9ec4f7945223c24505f0342e2803a0d843422d990dcadb23eb",
                    PCR1,
                    "03cb54067370b2621cb1bd97a2d1d803bafd5ca60e5fb4dd1cf29a7511a6589562213931445ecea7513c2e79c9e9fed3"));

    /** An image with three ramdisks. */
    public static final Vector THREE_RAMDISKS = new Vector(
            Architecture.X86_64,
            List.of(R0, R1, R2),
            909,
            "c4d7b6a87180b8c833d1bf0df86285e6664c7282e1dc5843f527a3042a44dcd0",
            0xfa14e5c4L,
            pcrs(
                    "3ea13adb5b1668b62880f6ea624e4b6d954525f46c1c524a8e52316601b0072f16286f5ae5e2f2632cbc70439747ffc1",
                    PCR1,
                    "336746e789194627c95b5c580ac130bc02c8c34538c21ff9af0980ae5e56b64b7186fc6a30eeb30b9dbb2f7e9012873c"));

    /** An image for Arm with one ramdisk, which has the published PCR2. */
    public static final Vector ARM = new Vector(
            Architecture.AARCH64,
            List.of(R0),
            864,
            "43166a0bb5113e8b01f2e2094d898dc3cefffd442aa8f7a9212628cc8787e310",
            0x82a81352L,
            pcrs(PCR1, PCR1, PUBLISHED_PCR2_WITHOUT_APPLICATION));

    /** One image: what it is made of, and what is known of it. */
    public record Vector(
            Architecture architecture, List<String> ramdisks, int size, String sha256, long crc32, Pcrs pcrs) {
        EifContents contents() {
            return Vectors.contents(architecture, ramdisks.toArray(String[]::new));
        }
    }

    private Vectors() {}

    private static Pcrs pcrs(String pcr0, String pcr1, String pcr2) {
        return new Pcrs(new Sha384(pcr0), new Sha384(pcr1), new Sha384(pcr2), Optional.empty());
    }

    static EifContents contents(Architecture architecture, String... ramdisks) {
        List<SectionContent> contents =
                Stream.of(ramdisks).map(Vectors::content).toList();
        return new EifContents(architecture, content(KERNEL), COMMAND_LINE, contents, METADATA);
    }

    static SectionContent content(String text) {
        return SectionContent.bytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
