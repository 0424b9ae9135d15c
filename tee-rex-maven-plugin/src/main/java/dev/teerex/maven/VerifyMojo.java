package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import dev.teerex.build.VerifyRequest;
import dev.teerex.build.VerifyStep;
import java.io.File;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Verifies proofs that {@code prove} wrote, and fails the build when one does not verify or is damaged, after all were looked at;
 * without a bb that runs, it ends at the first. Says how each fared, and writes {@code verify-report.json}. Needs no CRS, and no
 * network once bb is in the cache.
 *
 * @since 0.1.0
 */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true, requiresProject = false)
class VerifyMojo extends ProverMojo {
    /**
     * Does not verify if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.verify.skip", defaultValue = "false")
    private boolean skipVerify;

    /**
     * A folder that {@code prove} wrote, for example {@code target/tee-rex/factors}. Without it, every such folder below
     * {@code outputDirectory}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.proof")
    private @Nullable File proof;

    /**
     * The verification key that the proofs must be for, for example {@code src/main/keys/factors.vk}. Without it, the key in each
     * proof's folder is taken, which says nothing of where it came from.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.vk")
    private @Nullable File vk;

    @Override
    void run(BuildLog log) {
        new VerifyStep(
                        new VerifyRequest(
                                proverSettings(), bbVersion() == null, path(proof), path(vk), outputDirectory()),
                        log)
                .run();
    }

    @Override
    boolean skipThisGoal() {
        return skipVerify;
    }

    @Override
    String skipProperty() {
        return "tee-rex.verify.skip";
    }
}
