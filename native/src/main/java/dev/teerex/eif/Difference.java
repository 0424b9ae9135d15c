package dev.teerex.eif;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One way in which an image is not the expected one.
 *
 * @param where the section that differs, such as {@code ramdisk1}, or as closely as registers alone can tell
 * @param expected what was expected there
 * @param actual what is there
 */
public record Difference(String where, String expected, String actual) {
    private static final String NOTHING = "nothing";

    /**
     * Compares two measurements, section by section.
     *
     * @return what differs, empty if both images give the same registers
     */
    public static List<Difference> between(Measurement expected, Measurement actual) {
        List<Difference> differences = new ArrayList<>();
        int sections = Math.max(expected.sections().size(), actual.sections().size());
        for (int i = 0; i < sections; i++) {
            Optional<MeasuredSection> left = at(expected.sections(), i);
            Optional<MeasuredSection> right = at(actual.sections(), i);
            if (!left.equals(right)) {
                String where = right.or(() -> left).orElseThrow().name();
                differences.add(new Difference(where, describe(left), describe(right)));
            }
        }
        // Without its sections a register cannot differ, unless the written measurement contradicts itself.
        List<Difference> registers = between(expected.pcrs(), actual);
        if (differences.isEmpty()) {
            return registers;
        }
        registers.stream()
                .filter(difference -> difference.where().startsWith("signature"))
                .forEach(differences::add);
        return List.copyOf(differences);
    }

    /**
     * Compares an image with registers, such as a client's policy pins.
     *
     * @return what differs, empty if the image gives those registers
     */
    public static List<Difference> between(Pcrs expected, Measurement actual) {
        Pcrs pcrs = actual.pcrs();
        List<Difference> differences = new ArrayList<>();
        if (!expected.pcr1().equals(pcrs.pcr1())) {
            differences.add(register("kernel, cmdline or ramdisk0 (PCR1)", expected.pcr1(), pcrs.pcr1()));
        }
        if (!expected.pcr2().equals(pcrs.pcr2())) {
            differences.add(register(laterRamdisks(actual) + " (PCR2)", expected.pcr2(), pcrs.pcr2()));
        }
        if (differences.isEmpty() && !expected.pcr0().equals(pcrs.pcr0())) {
            String where = "the expected values themselves: PCR0 is not of one image with PCR1 and PCR2";
            differences.add(register(where, expected.pcr0(), pcrs.pcr0()));
        }
        if (!expected.pcr8().equals(pcrs.pcr8())) {
            String wanted = expected.pcr8().map(Sha384::hex).orElse(NOTHING);
            differences.add(new Difference(
                    "signature (PCR8)", wanted, pcrs.pcr8().map(Sha384::hex).orElse(NOTHING)));
        }
        return List.copyOf(differences);
    }

    /** The only later ramdisk there is, if there is one: PCR2 then says which section differs. */
    private static String laterRamdisks(Measurement actual) {
        long ramdisks = actual.sections().stream()
                .filter(section -> section.name().startsWith("ramdisk"))
                .count();
        return ramdisks > 2 ? "ramdisk1 to ramdisk" + (ramdisks - 1) : "ramdisk1";
    }

    private static Difference register(String where, Sha384 expected, Sha384 actual) {
        return new Difference(where, expected.hex(), actual.hex());
    }

    private static Optional<MeasuredSection> at(List<MeasuredSection> sections, int index) {
        return index < sections.size() ? Optional.of(sections.get(index)) : Optional.empty();
    }

    private static String describe(Optional<MeasuredSection> section) {
        return section.map(found -> found.name() + ", " + found.size() + " bytes, SHA-384 " + found.sha384())
                .orElse(NOTHING);
    }

    @Override
    public String toString() {
        return where + ": expected " + expected + ", found " + actual;
    }
}
