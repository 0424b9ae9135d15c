package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import dev.teerex.build.ServerProcess;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Stops the prover server that {@code start} has started in this project: lets proofs that are being made finish for a few
 * seconds, then ends it. Does nothing where none runs.
 *
 * @since 0.1.0
 */
@Mojo(name = "stop", defaultPhase = LifecyclePhase.POST_INTEGRATION_TEST, threadSafe = true, requiresProject = false)
class StopMojo extends TeeRexMojo {
    /**
     * Does not stop it if true; then it ends with Maven.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.stop.skip", defaultValue = "false")
    private boolean skipStop;

    /**
     * The property that holds the address, as {@code start} was told.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverUrlProperty", defaultValue = "tee-rex.serverUrl")
    private String serverUrlProperty = "tee-rex.serverUrl";

    @Override
    void run(BuildLog log) {
        @Nullable ServerProcess server = new RunningServers(getPluginContext(), session()).remove(serverUrlProperty);
        if (server == null) {
            log.info("nothing to stop: this build started no server under " + serverUrlProperty);
        } else {
            server.stop(log);
        }
    }

    @Override
    boolean skipThisGoal() {
        return skipStop;
    }

    @Override
    String skipProperty() {
        return "tee-rex.stop.skip";
    }
}
