package dev.teerex.updater.cli;

import dev.teerex.updater.Sleeper;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.http.RetryPolicy;
import dev.teerex.updater.plan.Options;
import dev.teerex.updater.plan.Step;
import dev.teerex.updater.plan.StepListener;
import dev.teerex.updater.plan.Surroundings;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.UpdateReport.Kind;
import dev.teerex.updater.plan.UpdateReport.Result;
import dev.teerex.updater.plan.UpdateRequest;
import dev.teerex.updater.plan.Updater;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code java -jar tee-rex-updater.jar check|plan|run}. The only place that asks the machine for anything. */
@Command(
        name = "tee-rex-updater",
        description = "Keeps the Aztec version of a repository current.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "check|plan|run",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:nothing to do", "1:failure", "2:changes planned or made", "3:blocked or waiting"})
public final class Main {
    private final Surroundings surroundings;

    @Spec
    @Nullable
    private CommandSpec spec;

    Main(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * Runs the command line and ends the process with its exit code.
     *
     * @param args the arguments
     */
    public static void main(String[] args) {
        Surroundings surroundings = new Surroundings(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Path.of(System.getProperty("java.io.tmpdir")),
                System.getProperty("os.name").startsWith("Windows"),
                Clock.systemUTC(),
                Sleeper.system(),
                RetryPolicy.DEFAULT);
        System.exit(commandLine(surroundings).execute(args));
    }

    /** Makes the command line; a usage error has the exit code of a failure, since 2 is taken. */
    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine line = new CommandLine(new Main(surroundings));
        line.getCommandSpec().exitCodeOnInvalidInput(Result.FAILURE.exitCode());
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec()
                .exitCodeOnInvalidInput(Result.FAILURE.exitCode()));
        return line;
    }

    /** What every command takes. */
    static final class Common {
        @Option(names = "--config", paramLabel = "FILE", description = "configuration; default: tee-rex-updater.yml")
        Path config = Path.of("tee-rex-updater.yml");

        @Option(
                names = "--directory",
                paramLabel = "DIR",
                description = "checkout that check reads, and whose .npmrc counts; default: here")
        Path directory = Path.of("");

        @Option(names = "--channel", paramLabel = "NAME", description = "only this channel; may be repeated")
        Set<String> channels = new LinkedHashSet<>();

        @Option(names = "--registry", paramLabel = "URL", description = "npm registry; default: as npm is configured")
        @Nullable
        String registry;

        @Option(
                names = "--cache",
                paramLabel = "DIR",
                description = "keeps registry documents and their ETags; default: ~/.cache/tee-rex-updater")
        @Nullable
        Path cache;

        @Option(names = "--no-cache", description = "keep nothing between runs")
        boolean noCache;

        @Option(names = "--allow-downgrade", description = "follow a tag that moved back")
        boolean allowDowngrade;

        @Option(names = "--format", paramLabel = "text|json", description = "form of the report; default: text")
        Format format = Format.text;
    }

    /** What the commands take that look at GitHub. */
    static final class OnGitHub {
        @Option(
                names = "--repository",
                paramLabel = "OWNER/NAME",
                description = "default: GITHUB_REPOSITORY, then the configuration")
        @Nullable
        String repository;

        @Option(names = "--recreate", description = "open a pull request again that was closed")
        boolean recreate;
    }

    /** Forms of a report, named as they are typed. */
    enum Format {
        /** For a terminal. */
        text,
        /** For a machine. */
        json
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "The registry against the files of a checkout. Needs no credentials.")
    int check(@Mixin Common common) {
        return execute(Kind.CHECK, common, new OnGitHub());
    }

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Everything that run would do; does nothing.")
    int plan(@Mixin Common common, @Mixin OnGitHub onGitHub) {
        return execute(Kind.PLAN, common, onGitHub);
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "Does what is to be done.")
    int run(
            @Mixin Common common,
            @Mixin OnGitHub onGitHub,
            @Option(names = "--dry-run", description = "the same as plan") boolean dryRun) {
        return execute(dryRun ? Kind.PLAN : Kind.RUN, common, onGitHub);
    }

    private int execute(Kind kind, Common common, OnGitHub onGitHub) {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        Path cache = common.cache != null ? common.cache : defaultCache();
        UpdateRequest request = new UpdateRequest(
                common.directory.toAbsolutePath(),
                common.config,
                common.channels,
                Optional.ofNullable(common.registry),
                Optional.ofNullable(onGitHub.repository),
                common.noCache ? Optional.empty() : Optional.of(cache),
                new Options(common.allowDowngrade, onGitHub.recreate));
        Updater updater = new Updater(surroundings, new Progress(err));
        try {
            UpdateReport report =
                    switch (kind) {
                        case CHECK -> updater.check(request);
                        case PLAN -> updater.plan(request);
                        case RUN -> updater.run(request);
                    };
            out.print(common.format == Format.json ? ReportJson.of(report) : ReportText.of(report));
            out.flush();
            return report.result().exitCode();
        } catch (UpdateException e) {
            err.println(e.getMessage());
            err.flush();
            return Result.FAILURE.exitCode();
        }
    }

    private Path defaultCache() {
        String xdg = surroundings.environment().get("XDG_CACHE_HOME");
        Path caches = xdg == null || xdg.isBlank() ? surroundings.home().resolve(".cache") : Path.of(xdg);
        return caches.resolve("tee-rex-updater");
    }

    /** One line for each step, on the side of the report. */
    private record Progress(PrintWriter err) implements StepListener {
        @Override
        public void before(String channel, Step step) {
            err.println(channel + ": " + step.text());
            err.flush();
        }

        @Override
        public void after(String channel, Step step) {
            // The next line, or the report, says so.
        }
    }
}
