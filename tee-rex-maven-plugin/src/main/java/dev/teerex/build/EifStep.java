package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.eif.EifContents;
import dev.teerex.eif.EifSigner;
import dev.teerex.eif.EifWriter;
import dev.teerex.eif.Measurement;
import dev.teerex.eif.SectionContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds an enclave image. */
public final class EifStep {
    private final EifRequest request;
    private final BuildLog log;

    /** Makes a step; nothing is done yet. */
    public EifStep(EifRequest request, BuildLog log) {
        this.request = request;
        this.log = log;
    }

    /**
     * Does it. The same inputs give the same bytes, unless the image is signed.
     *
     * @return the measurement of the image
     * @throws BuildException with {@link BuildException.Code#NOTHING_GIVEN} when a part is not named; with
     *     {@link BuildException.Code#OUTPUT_UNWRITABLE} when the folder of the image cannot be made
     * @throws InputException when a part is not there, or options contradict each other
     * @throws dev.teerex.eif.EifException when a part cannot be used or the image cannot be written; an image that was
     *     there stays
     */
    public Measurement run() {
        Path eif = request.eif().toAbsolutePath().normalize();
        Path kernel = Inputs.file(request.kernel(), "tee-rex.kernel");
        requireOutside(eif, request.ramdisks().root());
        Optional<EifSigner> signer = signer();
        Path folder = folderOf(eif);
        try (Ramdisks ramdisks = Ramdisks.of(request.ramdisks(), request.architecture(), folder);
                HashingThread hashing = new HashingThread()) {
            EifContents contents = new EifContents(
                    request.architecture(),
                    SectionContent.file(kernel),
                    commandLine(),
                    ramdisks.contents(),
                    request.metadata());
            log.info("building " + eif + " for " + request.architecture());
            EifWriter writer =
                    new EifWriter(hashing, (section, bytes) -> log.progress("writing " + section, bytes, 0, "bytes"));
            Measurement measurement =
                    signer.isPresent() ? writer.writeSigned(contents, signer.get(), eif) : writer.write(contents, eif);
            MeasurementText.show(measurement, log);
            return measurement;
        }
    }

    private String commandLine() {
        @Nullable String given = request.commandLine();
        return given == null ? request.architecture().nitroCommandLine() : given;
    }

    private Optional<EifSigner> signer() {
        @Nullable Path key = request.signingKey();
        @Nullable Path certificate = request.signingCertificate();
        if (key == null && certificate == null) {
            return Optional.empty();
        }
        if (key == null || certificate == null) {
            throw new InputException(
                    Code.BAD_OPTION,
                    "tee-rex.signingKey and tee-rex.signingCertificate go together: name both or none");
        }
        return Optional.of(EifSigner.pem(
                Inputs.file(key, "tee-rex.signingKey"),
                Inputs.file(certificate, "tee-rex.signingCertificate"),
                request.random()));
    }

    /** An image inside its own root would be in the next build's image. */
    private static void requireOutside(Path eif, @Nullable Path root) {
        if (root != null && eif.startsWith(root.toAbsolutePath().normalize())) {
            throw new InputException(
                    Code.BAD_OPTION,
                    "the image " + eif + " would lie inside its own root " + root
                            + ": name another place for one of them (tee-rex.eif, tee-rex.root)");
        }
    }

    private static Path folderOf(Path eif) {
        Path folder = Optional.ofNullable(eif.getParent()).orElse(eif);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BuildException(
                    BuildException.Code.OUTPUT_UNWRITABLE,
                    folder + " cannot be made (" + e.getMessage() + "); name another place for the image (tee-rex.eif)",
                    e);
        }
    }
}
