package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.Printable;
import dev.teerex.attestation.AttestationException;
import dev.teerex.attestation.DocumentFile;
import dev.teerex.attestation.UntrustedAttestation;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what attestation documents say, without trusting them. */
public final class InspectAttestationStep {
    private final @Nullable Path documents;
    private final BuildLog log;

    /**
     * Makes a step; nothing is done yet.
     *
     * @param documents a document, or a folder of them, or null
     * @param log where it says what is in them
     */
    public InspectAttestationStep(@Nullable Path documents, BuildLog log) {
        this.documents = documents;
        this.log = log;
    }

    /**
     * Does it; the first line says that nothing is verified.
     *
     * @throws BuildException with {@link BuildException.Code#NOTHING_GIVEN} when no document is named, or none can be read
     * @throws InputException when there is no such file or folder, or a folder cannot be listed, is empty, or holds too many
     */
    public void run() {
        if (documents == null) {
            throw new BuildException(
                    BuildException.Code.NOTHING_GIVEN,
                    "there is nothing to inspect: give tee-rex.documents (a file or a folder)",
                    null);
        }
        List<DocumentFile> files = DocumentFile.in(documents);
        log.info(UntrustedAttestation.NOT_VERIFIED);
        long read = files.stream().filter(this::show).count();
        if (read == 0) {
            throw new BuildException(
                    BuildException.Code.NOTHING_GIVEN,
                    documents + " holds no attestation document that can be read (tee-rex.documents)",
                    null);
        }
    }

    private boolean show(DocumentFile file) {
        String name = Printable.of(file.name());
        try {
            UntrustedAttestation document = UntrustedAttestation.read(file.content());
            log.info("");
            log.info("document     " + name + " (not verified)");
            document.describe().stream().skip(1).forEach(log::info);
            return true;
        } catch (AttestationException | InputException e) {
            log.warn(name + " cannot be read: " + Printable.of(String.valueOf(e.getMessage())));
            return false;
        }
    }
}
