package dev.teerex.crs;

import dev.teerex.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A trusted setup, as far as it is known without having it: its tau times the generator, and SHA-256 digests of runs of
 * its compressed points. Whole runs only can be checked, so whole runs are what is fetched; bb 5 does the same.
 *
 * <p>On the curve and digested in compressed form, which is x and the lowest bit of y, leaves one y: what passes is the
 * setup's, to the last bit.
 */
final class Ceremony {
    /** Aztec's Ignition: tau times the generator. */
    private static final String IGNITION_SECOND_POINT =
            "2d360628289ff943ff6bd1a87bbe4e62abe7fb61ba83effd266f22bdcf31e6f9"
                    + "26b92a79e563c3f48252cce7feeca2f0f8d33dcb4ef7b0643bf07bd405700aaa";

    /** Its first 1024 points, so that small circuits need no more than 64 KiB. */
    private static final int IGNITION_OPENING = 1024;

    private static final String IGNITION_OPENING_SHA256 =
            "a328567e96f1c15a19c5d00ec99821ebcdf8fdf65d5fd7d91eadf86bf93e9ece";
    private static final int IGNITION_RUN = 1 << 17;

    private final byte[] firstPoints;
    private final int opening;
    private final String openingDigest;
    private final int run;
    private final Supplier<List<String>> runDigestSource;
    private @Nullable List<String> runDigests;

    /**
     * Makes a setup.
     *
     * @param secondPoint tau times the generator, 128 hex digits
     * @param opening a small number of points that can be checked without a whole run
     * @param openingDigest their digest in hex
     * @param run the points of each run
     * @param runDigests gives the digest of each run in hex; asked when points are fetched, not before
     */
    Ceremony(String secondPoint, int opening, String openingDigest, int run, Supplier<List<String>> runDigests) {
        this.firstPoints = HexFormat.of().parseHex(G1.GENERATOR + secondPoint);
        this.opening = opening;
        this.openingDigest = openingDigest;
        this.run = run;
        this.runDigestSource = runDigests;
    }

    /** Returns Aztec's Ignition. */
    static Ceremony ignition() {
        return new Ceremony(
                IGNITION_SECOND_POINT,
                IGNITION_OPENING,
                IGNITION_OPENING_SHA256,
                IGNITION_RUN,
                Ceremony::ignitionRunDigests);
    }

    private static List<String> ignitionRunDigests() {
        try (InputStream resource =
                        Objects.requireNonNull(Ceremony.class.getResourceAsStream("ignition-g1-runs.sha256"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))) {
            return lines.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized List<String> runDigests() {
        if (runDigests == null) {
            runDigests = List.copyOf(runDigestSource.get());
        }
        return runDigests;
    }

    /** Returns the first two points, 64 bytes each. */
    byte[] firstPoints() {
        return firstPoints.clone();
    }

    /** Returns the smallest number of points that can be checked and is at least this. */
    long checkable(long points) {
        long runs = (points + run - 1) / run;
        if (runs > runDigests().size()) {
            throw new IllegalArgumentException("no digests for " + points + " points");
        }
        return points <= opening ? opening : runs * run;
    }

    /**
     * Returns a check to be fed with points in order.
     *
     * @param points how many there will be; a number that is {@link #checkable}
     * @param origin where they come from, for messages
     */
    Check check(long points, CrsSource origin) {
        return new Check(points, origin);
    }

    /** Looks at points one after the other. Not thread-safe. */
    final class Check {
        private final MessageDigest digest = Sha256.start();
        private final byte[] compressed = new byte[G1.COMPRESSED_BYTES];
        private final long total;
        private final CrsSource origin;
        private long seen;

        private Check(long total, CrsSource origin) {
            if (checkable(total) != total) {
                throw new IllegalArgumentException(total + " points cannot be checked together");
            }
            this.total = total;
            this.origin = origin;
        }

        /**
         * Looks at the next points.
         *
         * @param points whole points, 64 bytes each
         * @param length how many of the bytes
         * @throws CrsException NOT_ON_CURVE, or WRONG_CONTENT
         */
        void next(byte[] points, int length) {
            for (int offset = 0; offset < length; offset += G1.BYTES) {
                if (!G1.isPoint(points, offset)) {
                    throw new CrsException(
                            CrsException.Code.NOT_ON_CURVE, "point " + seen + " is not on the curve: " + origin);
                }
                G1.compress(points, offset, compressed, 0);
                digest.update(compressed);
                seen++;
                if (total == opening && seen == opening) {
                    expect(openingDigest, 0);
                } else if (seen % run == 0) {
                    expect(runDigests().get((int) (seen / run) - 1), seen - run);
                }
            }
        }

        /**
         * Says that there are no more points.
         *
         * @throws CrsException TOO_SHORT when some are missing, which then were not checked
         */
        void end() {
            if (seen != total) {
                throw new CrsException(
                        CrsException.Code.TOO_SHORT, "only " + seen + " of " + total + " points are there: " + origin);
            }
        }

        private void expect(String expected, long from) {
            if (!Arrays.equals(digest.digest(), HexFormat.of().parseHex(expected))) {
                throw new CrsException(
                        CrsException.Code.WRONG_CONTENT,
                        "points " + from + " to " + (seen - 1) + " are not those of the ceremony (SHA-256 differs): "
                                + origin);
            }
        }
    }
}
