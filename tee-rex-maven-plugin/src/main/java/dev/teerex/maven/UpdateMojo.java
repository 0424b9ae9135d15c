package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import dev.teerex.updater.plan.UpdateReport;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Brings a newer Aztec version to the repository on GitHub: edited files on the channel's branch, a pull request, labels,
 * auto-merge. Credentials come from the environment, as the configuration names them.
 *
 * <p>Needs the network, so it fails when Maven is offline. Proxies are those of Java ({@code -Dhttps.proxyHost=…}), not those of
 * settings.xml.
 *
 * @since 0.1.0
 */
@Mojo(name = "update", threadSafe = true, requiresProject = false, aggregator = true)
class UpdateMojo extends UpdaterMojo {
    /**
     * Does not update if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.update.skip", defaultValue = "false")
    private boolean skipUpdate;

    /**
     * Whether only the plan is made and shown, and nothing done.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.update.dryRun", defaultValue = "false")
    private boolean dryRun;

    /**
     * The repository on GitHub, for example {@code owner/name}. Without it, the environment variable
     * {@code GITHUB_REPOSITORY}, then the configuration.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.update.repository")
    private @Nullable String repository;

    /**
     * Whether a pull request that a person closed is opened again.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.update.recreate", defaultValue = "false")
    private boolean recreate;

    @Override
    void run(BuildLog log) {
        run(dryRun ? UpdateReport.Kind.PLAN : UpdateReport.Kind.RUN, Optional.ofNullable(repository), recreate, log);
    }

    @Override
    boolean skipThisGoal() {
        return skipUpdate;
    }

    @Override
    String skipProperty() {
        return "tee-rex.update.skip";
    }
}
