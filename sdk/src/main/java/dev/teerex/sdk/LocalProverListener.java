package dev.teerex.sdk;

import dev.teerex.bb.BbVersion;
import dev.teerex.bb.ProofListener;
import dev.teerex.bb.install.BbInstallListener;
import dev.teerex.crs.CrsListener;
import java.nio.file.Path;

/** Is told all that happens between a request for a proof and the proof, on the thread that asked; it must return soon. */
public interface LocalProverListener extends ProofListener, CrsListener, BbInstallListener {
    /** Does nothing at all. */
    LocalProverListener NONE = new LocalProverListener() {};

    @Override
    default void transferred(String what, long done, long total) {}

    @Override
    default void happened(Event event, BbVersion version, Path binary) {}

    /** The proof is being checked. */
    default void verifying() {}
}
