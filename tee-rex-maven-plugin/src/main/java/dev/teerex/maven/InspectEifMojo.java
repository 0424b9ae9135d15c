package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import dev.teerex.build.InspectEifStep;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Shows what is in an enclave image: sections, command line, metadata, signer, and the files of the ramdisks with modes, owners
 * and sizes. Changes nothing; {@code measure} says whether the image is whole. For example:
 * {@code mvn tee-rex:inspect-eif -Dtee-rex.eif=server.eif}
 *
 * @since 0.1.0
 */
@Mojo(name = "inspect-eif", threadSafe = true, requiresProject = false)
class InspectEifMojo extends EnclaveImageMojo {
    /**
     * Does not look if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.inspectEif.skip", defaultValue = "false")
    private boolean skipInspectEif;

    @Override
    void run(BuildLog log) {
        new InspectEifStep(eif(), log).run();
    }

    @Override
    boolean skipThisGoal() {
        return skipInspectEif;
    }

    @Override
    String skipProperty() {
        return "tee-rex.inspectEif.skip";
    }
}
