package dev.teerex.maven;

import dev.teerex.Machine;
import dev.teerex.build.BuildLog;
import dev.teerex.build.UpdateStep;
import dev.teerex.updater.Sleeper;
import dev.teerex.updater.http.RetryPolicy;
import dev.teerex.updater.plan.Options;
import dev.teerex.updater.plan.Surroundings;
import dev.teerex.updater.plan.UpdateReport;
import dev.teerex.updater.plan.UpdateRequest;
import java.io.File;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that look for a newer Aztec version. */
abstract class UpdaterMojo extends TeeRexMojo {
    /**
     * The updater's configuration: channels, packages and edits.
     *
     * @since 0.1.0
     */
    @Parameter(
            property = "tee-rex.update.config",
            defaultValue = "${session.executionRootDirectory}/tee-rex-updater.yml")
    @SuppressWarnings("NullAway.Init") // It has a default.
    private File config;

    /**
     * Only this channel, or these, with commas between them, for example {@code nightly}. Without it, all.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.update.channel")
    private @Nullable String channel;

    /**
     * The npm registry, or a mirror of it. Without it, what {@code npm_config_registry}, the project's or the user's
     * {@code .npmrc}, or npm itself says.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.npmRegistry")
    private @Nullable String npmRegistry;

    /**
     * Whether a dist-tag that moved back is followed.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.update.allowDowngrade", defaultValue = "false")
    private boolean allowDowngrade;

    final void run(UpdateReport.Kind kind, Optional<String> repository, boolean recreate, BuildLog log) {
        Machine machine = Machine.current();
        Surroundings surroundings = new Surroundings(
                machine.environment(),
                machine.home(),
                machine.temporaryDirectory(),
                machine.os().toLowerCase(Locale.ROOT).startsWith("windows"),
                Clock.systemUTC(),
                Sleeper.system(),
                RetryPolicy.DEFAULT);
        UpdateRequest request = new UpdateRequest(
                baseDirectory(),
                config.toPath(),
                channels(),
                Optional.ofNullable(npmRegistry),
                repository,
                Optional.of(machine.home().resolve(".cache").resolve("tee-rex-updater")),
                new Options(allowDowngrade, recreate));
        new UpdateStep(kind, request, surroundings, session().isOffline(), outputDirectory(), log).run();
    }

    private Set<String> channels() {
        Set<String> names = new TreeSet<>();
        for (String name : (channel == null ? "" : channel).split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }
}
