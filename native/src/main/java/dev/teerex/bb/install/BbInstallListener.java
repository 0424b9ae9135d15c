package dev.teerex.bb.install;

import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbVersion;
import dev.teerex.download.TransferListener;
import java.nio.file.Path;

/** Is told how an installation goes on; called on the installing thread, it must return at once. */
public interface BbInstallListener extends TransferListener {
    /** Does nothing. */
    BbInstallListener NONE = new BbInstallListener() {
        @Override
        public void happened(Event event, BbVersion version, Path binary) {}

        @Override
        public void transferred(String what, long done, long total) {}
    };

    /** What happened to a binary. */
    enum Event {
        /** It is here and whole. */
        FOUND,
        /** Another build is installing into the same folder; this one waits for it. */
        WAITING,
        /** It was here but not the right one, so it was removed. */
        REMOVED_CORRUPT,
        /** Its package is fetched. */
        DOWNLOADING,
        /** The package and the binary are the ones that the lock names. */
        VERIFIED,
        /** The package is what the registry states, and the binary what it was at its first use here, which may be this one. */
        TRUSTED_ON_FIRST_USE,
        /** It is in its place. */
        INSTALLED
    }

    /**
     * Something happened.
     *
     * @param event what
     * @param version the version that is being installed
     * @param binary the binary's place
     */
    void happened(Event event, BbVersion version, Path binary);

    /** This binary is going to be used. */
    default void chosen(BbBinary bb) {}
}
