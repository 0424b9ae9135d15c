package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import dev.teerex.build.MeasureRequest;
import dev.teerex.build.MeasureStep;
import java.io.File;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Measures an enclave image: says what PCR0, 1, 2 and, if it is signed, 8 of an enclave of it hold, and writes them to
 * {@code measurement.json}, and to {@code attestation-policy.json} for checking attestations. Checks the image's checksum and
 * signature, and fails the build when it is not the expected image. For example:
 * {@code mvn tee-rex:measure -Dtee-rex.eif=server.eif -Dtee-rex.expectedMeasurement=published.json}
 *
 * @since 0.1.0
 */
@Mojo(name = "measure", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true, requiresProject = false)
class MeasureMojo extends EnclaveImageMojo {
    /**
     * Does not measure if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.measure.skip", defaultValue = "false")
    private boolean skipMeasure;

    /**
     * What the image must be, for example {@code src/main/enclave/measurement.json}: a measurement that this goal wrote, which
     * lets a failure name the section that differs, or a policy, of which the image must be one.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.expectedMeasurement")
    private @Nullable File expectedMeasurement;

    /**
     * What the policy calls the image, for example {@code server-1.0}. Without it, the name of the image's file.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.measure.imageName")
    private @Nullable String imageName;

    @Override
    void run(BuildLog log) {
        if (imageName != null && imageName.isBlank()) {
            throw badOption("tee-rex.measure.imageName", imageName, "give the image a name, or leave it out");
        }
        String name = imageName == null ? String.valueOf(eif().getFileName()) : imageName;
        new MeasureStep(new MeasureRequest(eif(), path(expectedMeasurement), name, outputDirectory()), log).run();
    }

    @Override
    boolean skipThisGoal() {
        return skipMeasure;
    }

    @Override
    String skipProperty() {
        return "tee-rex.measure.skip";
    }
}
