package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import dev.teerex.build.ServerRequest;
import dev.teerex.build.StartServerStep;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Starts a prover server for integration tests, on a free port of this machine, and puts its address into a property of the
 * project. It runs until {@code stop}, and never longer than Maven, however that ends. What the environment says to servers
 * ({@code TEE_REX_...}) does not count here; proxies are those of settings.xml, or else of the environment. For this server
 * a plain host among their {@code nonProxyHosts} stands for its sub-domains too.
 *
 * @since 0.1.0
 */
@Mojo(name = "start", defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST, threadSafe = true, requiresProject = false)
class StartMojo extends ProverMojo {
    @Parameter(defaultValue = "${plugin.artifacts}", readonly = true, required = true)
    @SuppressWarnings("NullAway.Init") // Maven sets it.
    private List<Artifact> pluginArtifacts;

    /**
     * Does not start a server if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.start.skip", defaultValue = "false")
    private boolean skipStart;

    /**
     * The property that gets the address, for example {@code http://127.0.0.1:34567}. Where Maven was started with a value for
     * it, that server is used and none is started.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverUrlProperty", defaultValue = "tee-rex.serverUrl")
    private String serverUrlProperty = "tee-rex.serverUrl";

    /**
     * How the server attests what it is: {@code none}, {@code simulated} (which proves nothing), or {@code nitro} inside an enclave.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.tee", defaultValue = "none")
    private String tee = "none";

    /**
     * The file that gets the root certificate of a simulation, in PEM, for {@code testAnchor} of other goals. Without it,
     * {@code simulated-root.pem} in {@code outputDirectory}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.simulatedRoot")
    private @Nullable File simulatedRoot;

    /**
     * A file with further options of the server, such as {@code max-proofs = 2}, as its {@code --config} takes it; none that this
     * goal sets itself, such as {@code port} and all that it has a parameter for.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverConfig")
    private @Nullable File serverConfig;

    /**
     * The file that gets the server's log, written anew. Without it, {@code server.log} in {@code outputDirectory}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverLog")
    private @Nullable File serverLog;

    /**
     * How long the server may take until it is ready, for example {@code 30s}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.startTimeout", defaultValue = "2m")
    private String startTimeout = "2m";

    @Override
    @SuppressWarnings("rawtypes") // Maven's map is a raw one.
    void run(BuildLog log) {
        if (session().getUserProperties().containsKey(serverUrlProperty)) {
            log.info("no server is started: " + serverUrlProperty + " was given when Maven was started");
            return;
        }
        RunningServers servers = new RunningServers(getPluginContext(), session());
        servers.requireNone(serverUrlProperty);
        ServerRequest request = new ServerRequest(
                Path.of(System.getProperty("java.home", ""), "bin", "java"),
                pluginArtifacts.stream()
                        .map(artifact -> artifact.getFile().toPath())
                        .toList(),
                proverSettings(),
                tee,
                simulatedRoot == null ? outputDirectory().resolve("simulated-root.pem") : simulatedRoot.toPath(),
                path(serverConfig),
                serverLog == null ? outputDirectory().resolve("server.log") : serverLog.toPath(),
                duration("tee-rex.startTimeout", startTimeout));
        servers.add(serverUrlProperty, new StartServerStep(request, log).run());
    }

    @Override
    boolean skipThisGoal() {
        return skipStart;
    }

    @Override
    String skipProperty() {
        return "tee-rex.start.skip";
    }
}
