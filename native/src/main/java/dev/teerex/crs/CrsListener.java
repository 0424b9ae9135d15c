package dev.teerex.crs;

import dev.teerex.download.TransferListener;

/** Is told what getting a CRS takes. Called on the thread that asked for the CRS; it must return at once. */
@FunctionalInterface
public interface CrsListener extends TransferListener {
    /** Does nothing. */
    CrsListener NONE = (what, done, total) -> {};

    /**
     * More points of the development CRS have been made.
     *
     * @param done points that are there
     * @param total points that there will be
     */
    default void generated(long done, long total) {}

    /**
     * The development CRS stands in for the genuine one, so the proof will not verify. Called once, before any point is
     * made.
     *
     * @param why why it does, in a sentence for a person
     */
    default void insecureDevCrsUsed(String why) {}
}
