package dev.teerex.updater.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.teerex.updater.plan.Plan;
import dev.teerex.updater.plan.Plan.PackageLine;
import dev.teerex.updater.plan.Step;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.UpdateReport.ChannelReport;
import dev.teerex.updater.plan.Verdict;
import java.util.Locale;
import java.util.Optional;

/** A report for a machine. Keys and constants stay the same; new ones may be added. */
public final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportJson() {}

    /** Returns the report as an indented JSON object with a line feed at its end. */
    public static String of(UpdateReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("kind", lower(report.kind()));
        root.put("result", lower(report.result()));
        root.put("exitCode", report.result().exitCode());
        root.put("registryFrom", report.registry());
        report.warnings().forEach(root.putArray("warnings")::add);
        ArrayNode channels = root.putArray("channels");
        report.channels().forEach(channel -> channel(channels.addObject(), channel));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers is always written", e);
        }
    }

    private static void channel(ObjectNode node, ChannelReport channel) {
        node.put("channel", channel.channel());
        node.put("result", lower(channel.result()));
        channel.failure().ifPresent(failure -> node.putObject("failure")
                .put("code", failure.reason().code())
                .put("message", failure.getMessage()));
        ArrayNode taken = node.putArray("taken");
        channel.taken().forEach(step -> step(taken.addObject(), step));
        channel.plan().ifPresent(plan -> plan(node, plan));
    }

    private static void plan(ObjectNode node, Plan plan) {
        verdict(node.putObject("verdict"), plan.verdict());
        ArrayNode packages = node.putArray("packages");
        plan.packages().forEach(line -> packageLine(packages.addObject(), line));
        ArrayNode steps = node.putArray("steps");
        plan.steps().forEach(step -> step(steps.addObject(), step));
        plan.notes().forEach(node.putArray("notes")::add);
    }

    private static void verdict(ObjectNode node, Verdict verdict) {
        node.put("text", verdict.text());
        if (verdict instanceof Verdict.UpToDate upToDate) {
            node.put("state", "up-to-date").put("version", upToDate.version().toString());
        } else if (verdict instanceof Verdict.Available available) {
            node.put("state", "available").put("version", available.version().toString());
        } else if (verdict instanceof Verdict.Waiting waiting) {
            node.put("state", "waiting")
                    .put("version", waiting.version().toString())
                    .put("there", waiting.there())
                    .put("all", waiting.all())
                    .put("alert", waiting.alert());
            waiting.since().ifPresent(since -> node.put("since", since.toString()));
            waiting.missing().forEach(node.putArray("missing")::add);
        } else if (verdict instanceof Verdict.Blocked blocked) {
            node.put("state", "blocked").put("reason", blocked.reason().name()).put("detail", blocked.detail());
        }
    }

    private static void packageLine(ObjectNode node, PackageLine line) {
        node.put("name", line.name());
        put(node, "from", line.from());
        put(node, "to", line.to());
        put(node, "published", line.published());
        put(node, "integrity", line.integrity());
        node.put("deprecated", line.deprecated()).put("attested", line.attested());
    }

    private static void put(ObjectNode node, String key, Optional<?> value) {
        value.ifPresent(v -> node.put(key, v.toString()));
    }

    private static void step(ObjectNode node, Step step) {
        node.put("step", step.getClass().getSimpleName()).put("text", step.text());
        if (step instanceof Step.PushBranch push) {
            ArrayNode files = node.putArray("files");
            push.changes()
                    .forEach(change ->
                            files.addObject().put("path", change.path()).put("versions", change.versions()));
        } else if (step instanceof Step.OpenPullRequest open) {
            node.put("body", open.body());
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
