package dev.teerex.updater.cli;

import dev.teerex.updater.Version;
import dev.teerex.updater.plan.Plan;
import dev.teerex.updater.plan.Plan.PackageLine;
import dev.teerex.updater.plan.Step;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.UpdateReport.ChannelReport;
import dev.teerex.updater.plan.UpdateReport.Kind;
import java.util.Locale;
import java.util.Optional;

/** A report for a terminal. */
public final class ReportText {
    private ReportText() {}

    /** Returns the report as lines of text, each with a line feed. */
    public static String of(UpdateReport report) {
        StringBuilder out = new StringBuilder();
        report.warnings()
                .forEach(warning -> out.append("warning: ").append(warning).append('\n'));
        report.channels().forEach(channel -> channel(out, report.kind(), channel));
        out.append("result: ")
                .append(report.result().name().toLowerCase(Locale.ROOT))
                .append('\n');
        return out.toString();
    }

    private static void channel(StringBuilder out, Kind kind, ChannelReport channel) {
        out.append("channel ").append(channel.channel()).append(": ");
        if (channel.plan().isEmpty()) {
            out.append("failed: ")
                    .append(channel.failure().map(Throwable::getMessage).orElse(""))
                    .append('\n');
            channel.taken().forEach(step -> line(out, "done", step));
            return;
        }
        Plan plan = channel.plan().get();
        out.append(plan.verdict().text()).append('\n');
        plan.packages().forEach(line -> packageLine(out, line));
        channel.taken().forEach(step -> line(out, "done", step));
        plan.steps().forEach(step -> line(out, kind == Kind.PLAN ? "would" : "left", step));
        plan.notes().forEach(note -> out.append("  note: ").append(note).append('\n'));
    }

    private static void packageLine(StringBuilder out, PackageLine line) {
        out.append("  ")
                .append(line.name())
                .append(' ')
                .append(text(line.from()))
                .append(" -> ");
        out.append(text(line.to()));
        line.published().ifPresent(time -> out.append(", published ").append(time));
        out.append(line.deprecated() ? ", DEPRECATED" : "").append('\n');
    }

    private static String text(Optional<Version> version) {
        return version.map(Version::toString).orElse("none");
    }

    private static void line(StringBuilder out, String what, Step step) {
        out.append("  ").append(what).append(": ").append(step.text()).append('\n');
    }
}
