package dev.teerex.build;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationPolicyFile;
import dev.teerex.attestation.EnclaveImage;
import dev.teerex.eif.Eif;
import dev.teerex.eif.EifException;
import dev.teerex.eif.Measurement;
import dev.teerex.eif.MeasurementJson;
import dev.teerex.eif.Pcrs;
import dev.teerex.eif.Sha384;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures an enclave image: what its registers will hold when it runs. */
public final class MeasureStep {
    /** The file that gets the measurement. */
    static final String MEASUREMENT = "measurement.json";

    /** The file that gets a policy that accepts the image and no other. */
    static final String POLICY = "attestation-policy.json";

    private final MeasureRequest request;
    private final BuildLog log;

    /** Makes a step; nothing is done yet. */
    public MeasureStep(MeasureRequest request, BuildLog log) {
        this.request = request;
        this.log = log;
    }

    /**
     * Does it, and writes {@code measurement.json} and {@code attestation-policy.json}; neither is written when the image is
     * damaged or not the expected one.
     *
     * @return the measurement
     * @throws BuildException with {@link BuildException.Code#OTHER_IMAGE} when the image is not the expected one
     * @throws dev.teerex.eif.EifException when the image is damaged or malformed
     * @throws dev.teerex.InputException when a file cannot be read or what is expected cannot be understood
     */
    public Measurement run() {
        Path eif = Inputs.file(request.eif(), "tee-rex.eif");
        @Nullable Path file = request.expected();
        Optional<ExpectedImage> expected = Optional.ofNullable(file).map(ExpectedImage::read);
        log.info("measuring " + eif);
        Measurement measurement = measure(eif, expected);
        MeasurementText.show(measurement, log);
        expected.ifPresent(image -> requireSame(eif, image.differences(measurement), null));
        if (file != null) {
            log.info("it is the image that " + file + " expects");
        }
        write(MEASUREMENT, MeasurementJson.write(measurement).getBytes(StandardCharsets.UTF_8));
        write(POLICY, AttestationPolicyFile.write(policy(measurement.pcrs())));
        return measurement;
    }

    private Measurement measure(Path file, Optional<ExpectedImage> expected) {
        try (Eif eif = Eif.open(file);
                HashingThread hashing = new HashingThread()) {
            try {
                return eif.measure(hashing);
            } catch (EifException e) {
                if (e.reason() == EifException.Code.BAD_CHECKSUM && expected.isPresent()) {
                    requireSame(file, expected.get().differences(eif.measureDamaged(hashing)), e);
                }
                throw e;
            }
        }
    }

    private static void requireSame(Path eif, List<String> differences, @Nullable EifException damage) {
        if (!differences.isEmpty()) {
            throw new BuildException(
                    BuildException.Code.OTHER_IMAGE,
                    eif + (damage == null ? "" : " is damaged: it")
                            + " is not the expected image (tee-rex.expectedMeasurement). "
                            + String.join("; ", differences),
                    damage);
        }
    }

    private AttestationPolicy policy(Pcrs pcrs) {
        AttestationPolicy.Builder policy = AttestationPolicy.builder()
                .image(new EnclaveImage(
                        request.imageName(), bytes(pcrs.pcr0()), bytes(pcrs.pcr1()), bytes(pcrs.pcr2())));
        pcrs.pcr8().ifPresent(pcr8 -> policy.pcr(8, bytes(pcr8)));
        return policy.build();
    }

    private static Bytes bytes(Sha384 register) {
        return Bytes.fromHex(register.hex());
    }

    private void write(String name, byte[] content) {
        Path file = request.outputDirectory().resolve(name);
        ReportFile.write(file, content);
        log.info("wrote " + file);
    }
}
