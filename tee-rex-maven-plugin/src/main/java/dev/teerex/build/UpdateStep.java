package dev.teerex.build;

import dev.teerex.download.DownloadException;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.cli.ReportJson;
import dev.teerex.updater.cli.ReportText;
import dev.teerex.updater.plan.Step;
import dev.teerex.updater.plan.StepListener;
import dev.teerex.updater.plan.Surroundings;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.UpdateRequest;
import dev.teerex.updater.plan.Updater;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Looks for a newer Aztec version, and brings it to the repository where that is asked for. */
public final class UpdateStep {
    private static final String FILE = "update-report.json";

    private final UpdateReport.Kind kind;
    private final UpdateRequest request;
    private final Surroundings surroundings;
    private final boolean offline;
    private final Path outputDirectory;
    private final BuildLog log;

    /**
     * Makes a step; nothing is done yet.
     *
     * @param kind whether to look at the checkout, to plan, or to do what is planned
     * @param request what to look at
     * @param surroundings the machine
     * @param offline whether the network may not be used
     * @param outputDirectory the folder that gets {@code update-report.json}
     * @param log where it says what it does
     */
    public UpdateStep(
            UpdateReport.Kind kind,
            UpdateRequest request,
            Surroundings surroundings,
            boolean offline,
            Path outputDirectory,
            BuildLog log) {
        this.kind = kind;
        this.request = request;
        this.surroundings = surroundings;
        this.offline = offline;
        this.outputDirectory = outputDirectory;
        this.log = log;
    }

    /**
     * Does it, and writes the report.
     *
     * @throws DownloadException with {@link DownloadException.Code#OFFLINE} when the network may not be used
     * @throws BuildException with {@link BuildException.Code#UPDATE_FAILED} when a channel could not be worked on, or with
     *     {@link BuildException.Code#UPDATE_BLOCKED} when a run is blocked; merely looking, or planning, is never blocked
     */
    public void run() {
        if (offline) {
            throw DownloadException.offline(
                    "offline (-o): a newer Aztec version is looked for in the npm registry and brought to"
                            + " GitHub; run this goal without -o, or skip it: tee-rex.checkUpdate.skip, tee-rex.update.skip");
        }
        UpdateReport report;
        try {
            Updater updater = new Updater(surroundings, new Progress());
            report = switch (kind) {
                case CHECK -> updater.check(request);
                case PLAN -> updater.plan(request);
                case RUN -> updater.run(request);
            };
        } catch (UpdateException e) {
            throw new BuildException(BuildException.Code.UPDATE_FAILED, String.valueOf(e.getMessage()), e.getCause());
        }
        ReportText.of(report).lines().forEach(log::info);
        ReportFile.write(outputDirectory.resolve(FILE), ReportJson.of(report).getBytes(StandardCharsets.UTF_8));
        switch (report.result()) {
            case FAILURE ->
                throw new BuildException(
                        BuildException.Code.UPDATE_FAILED,
                        "a channel could not be worked on; the lines above say why",
                        null);
            case BLOCKED -> {
                if (kind == UpdateReport.Kind.RUN) {
                    throw new BuildException(
                            BuildException.Code.UPDATE_BLOCKED, "the update is blocked; the lines above say why", null);
                }
                log.warn("the update is blocked, or waits; the lines above say why");
            }
            case CHANGES, NOTHING -> {}
        }
    }

    private final class Progress implements StepListener {
        @Override
        public void before(String channel, Step step) {
            log.info(channel + ": " + step.text());
        }

        @Override
        public void after(String channel, Step step) {
            // The next line says what comes next.
        }
    }
}
