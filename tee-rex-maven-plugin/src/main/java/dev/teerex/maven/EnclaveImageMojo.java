package dev.teerex.maven;

import java.io.File;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals for enclave images share: which image it is. */
abstract class EnclaveImageMojo extends TeeRexMojo {
    /**
     * The enclave image, for example {@code target/server.eif}. Without it, {@code enclave.eif} in {@code outputDirectory}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.eif")
    private @Nullable File eif;

    Path eif() {
        return eif == null ? outputDirectory().resolve("enclave.eif") : eif.toPath();
    }
}
