package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import dev.teerex.build.InspectAttestationStep;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Shows what AWS Nitro attestation documents say, without verifying anything: module, time, registers, certificates, and what the
 * enclave put in. Anybody can write such a document; {@code verify-attestation} tells which are genuine. Needs no network.
 *
 * @since 0.1.0
 */
@Mojo(name = "inspect-attestation", threadSafe = true, requiresProject = false)
class InspectAttestationMojo extends AttestationMojo {
    /**
     * Does not inspect if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.inspectAttestation.skip", defaultValue = "false")
    private boolean skipInspectAttestation;

    @Override
    void run(BuildLog log) {
        new InspectAttestationStep(documents(), log).run();
    }

    @Override
    boolean skipThisGoal() {
        return skipInspectAttestation;
    }

    @Override
    String skipProperty() {
        return "tee-rex.inspectAttestation.skip";
    }
}
