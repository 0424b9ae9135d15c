package dev.teerex.build;

import dev.teerex.Bytes;
import dev.teerex.Printable;
import dev.teerex.Reason;
import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.AttestationReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How attestation documents fared, for people: a line for each. */
final class AttestationTable {
    private static final List<String> HEAD =
            List.of("document", "verdict", "image", "PCR0", "PCR1", "PCR2", "age", "certificate expires", "module id");
    private static final int PCR_DIGITS = 12;

    /** Longer cells, which only a hostile document or an odd file name has, are cut. */
    private static final int MAX_CELL = 64;

    private AttestationTable() {}

    static List<String> lines(List<AttestationReport> reports, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        reports.forEach(report -> rows.add(row(report, now)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(AttestationReport report, Instant now) {
        return List.of(
                shown(report.document()),
                verdict(report),
                shown(report.image() == null ? "unknown" : report.image()),
                pcr(report, 0),
                pcr(report, 1),
                pcr(report, 2),
                age(report.timestamp(), now),
                text(report.certificateNotAfter()),
                shown(text(report.moduleId())));
    }

    private static String verdict(AttestationReport report) {
        @Nullable Reason code = report.code();
        if (code == null) {
            return report.verdict() == AttestationReport.Verdict.VERIFIED ? "verified" : "SIMULATED";
        }
        int rule = code instanceof AttestationException.Code broken ? broken.rule() : 0;
        return rule == 0
                ? "REJECTED (%s)".formatted(code.code())
                : "REJECTED by rule %d (%s)".formatted(rule, code.code());
    }

    private static String pcr(AttestationReport report, int index) {
        @Nullable Bytes value = report.pcrs().get(index);
        if (value == null) {
            return "-";
        }
        return value.isZero() ? "zero" : value.hex().substring(0, PCR_DIGITS);
    }

    private static String age(@Nullable Instant made, Instant now) {
        if (made == null) {
            return "-";
        }
        Duration age = Duration.between(made, now);
        if (age.isNegative()) {
            return "future";
        }
        for (ChronoUnit unit : List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES)) {
            long whole = age.dividedBy(unit.getDuration());
            if (whole >= 2) {
                return whole + " " + unit.toString().toLowerCase(Locale.ROOT);
            }
        }
        return age.toSeconds() + " s";
    }

    private static String text(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }

    private static String shown(String text) {
        String printable = Printable.of(text);
        return printable.length() <= MAX_CELL ? printable : printable.substring(0, MAX_CELL - 3) + "...";
    }
}
