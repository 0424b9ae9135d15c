package dev.teerex.eif;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The contents of small images whose bytes and registers are known from upstream's builder. */
final class Vectors {
    static final EifMetadata METADATA =
            new EifMetadata("vector", "vector", "1970-01-01T00:00:00+00:00", "eifj", "0", "Linux", "6.12");
    static final String R0 = "RAMDISK-0";
    static final String R1 = "RAMDISK-1\n";
    static final String R2 = "RAMDISK-TWO";

    /** PCR2 of every image without a second ramdisk, as it stands in many public repositories. */
    static final String PUBLISHED_PCR2_WITHOUT_APPLICATION =
            "21b9efbc184807662e966d34f390821309eeac6802309798826296bf3e8bec7c10edb30948c90ba67310f7b964fc500a";

    private Vectors() {}

    static EifContents contents(Architecture architecture, String... ramdisks) {
        List<SectionContent> contents =
                Stream.of(ramdisks).map(Vectors::content).toList();
        return new EifContents(architecture, content("FAKE-KERNEL"), "console=ttyS0", contents, METADATA);
    }

    static SectionContent content(String text) {
        return SectionContent.bytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
