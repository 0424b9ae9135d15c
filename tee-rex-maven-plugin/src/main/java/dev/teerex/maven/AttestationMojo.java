package dev.teerex.maven;

import java.io.File;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that look at attestation documents. */
abstract class AttestationMojo extends TeeRexMojo {
    /**
     * An attestation document, for example {@code enclave.bin}, or a folder of which every file is one (folders inside it and
     * names that begin with a dot are left out). Binary, base64 or hexadecimal; told apart by content.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.documents")
    private @Nullable File documents;

    /** Returns the document or folder that was named, or null. */
    @Nullable
    Path documents() {
        return path(documents);
    }
}
