package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import dev.teerex.updater.plan.UpdateReport;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Says whether the files of this checkout are at the Aztec version that the npm dist-tags name, and if not, whether that version
 * can be taken: all packages there, none deprecated, old enough. Needs no credentials and changes nothing but its report,
 * {@code update-report.json}.
 *
 * <p>Needs the network, so it fails when Maven is offline. Proxies are those of Java ({@code -Dhttps.proxyHost=…}), not those of
 * settings.xml.
 *
 * @since 0.1.0
 */
@Mojo(name = "check-update", threadSafe = true, requiresProject = false, aggregator = true)
class CheckUpdateMojo extends UpdaterMojo {
    /**
     * Does not check if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.checkUpdate.skip", defaultValue = "false")
    private boolean skipCheckUpdate;

    @Override
    void run(BuildLog log) {
        run(UpdateReport.Kind.CHECK, Optional.empty(), false, log);
    }

    @Override
    boolean skipThisGoal() {
        return skipCheckUpdate;
    }

    @Override
    String skipProperty() {
        return "tee-rex.checkUpdate.skip";
    }
}
