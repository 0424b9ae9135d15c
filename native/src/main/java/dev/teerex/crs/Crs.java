package dev.teerex.crs;

import java.nio.file.Path;

/**
 * A CRS that a job can use.
 *
 * @param directory where its files lie
 * @param directoryForBb what to give to bb as {@code CRS_PATH}: the same directory or, where that cannot be written, a
 *     private one with a link to the file (bb writes its lock and its Grumpkin points there)
 * @param kind what it is, decided from the points themselves
 * @param points how many G1 points bb finds in it
 */
public record Crs(Path directory, Path directoryForBb, Kind kind, long points) {
    /** Where the points come from. */
    public enum Kind {
        /** Aztec's Ignition ceremony: proofs can verify. */
        GENUINE("genuine"),
        /** {@link InsecureDevCrs}: no proof ever verifies. */
        INSECURE_DEV("insecure-dev");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Returns the word that reports use. */
        public String text() {
            return text;
        }
    }
}
