package dev.teerex.crs;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A CRS whose tau everybody knows, so that proving can be tried out without any download. It is made here and kept in the
 * cache. No proof under it ever verifies, by design of bb: tau times G2 is compiled into bb. Thread-safe.
 */
public final class InsecureDevCrs {
    /** SHA-512 of the text, modulo the group's order. */
    static final BigInteger TAU = tau("TEE-Rex insecure development CRS: everybody knows this tau");

    /** Tau times the generator, by which the file is recognised. */
    static final String SECOND_POINT = "056be8efab2fe4b86798d27be57b276a4adc0a40417cc089186a4a6ae9dcab97"
            + "1b8d4408211624a207fd75f7c6ae3fd2cd27661a66ce7a2f44af28a803cc6e68";

    private final CrsSettings settings;
    private final Ticker ticker;

    /** Makes the value; nothing is made on disk yet. Only the cache directory and the lock patience are used. */
    public InsecureDevCrs(CrsSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    /**
     * Returns a development CRS with the points that a job needs, after making those that are not in the cache yet.
     *
     * @param need the points needed
     * @param listener is told how many are made
     * @throws CrsException UNUSABLE_DIRECTORY, LOCKED or CANCELLED; WRONG_CONTENT or NOT_ON_CURVE when the cached file was
     *     damaged
     */
    public Crs ensure(CrsNeed need, CrsListener listener) {
        return ensure(need, Deadline.never(ticker), listener);
    }

    /**
     * Returns the same, by a deadline.
     *
     * @param need the points needed
     * @param deadline until when to wait for another build, and to make points
     * @param listener is told how many are made
     * @throws CrsException TIMED_OUT, and as without a deadline
     */
    public Crs ensure(CrsNeed need, Deadline deadline, CrsListener listener) {
        Path directory = settings.cacheDirectory().resolve("crs-insecure-dev");
        Path target = directory.resolve(PointFile.PLAIN);
        return FolderLock.holding(directory, settings.lockPatience(), deadline, () -> {
            long there = PointFile.find(target, Ceremony.ignition(), need.points())
                    .map(InsecureDevCrs::pointsOf)
                    .orElse(0L);
            if (there < need.points()) {
                extend(target, need.points(), deadline, listener);
            }
            return new Crs(directory, directory, Crs.Kind.INSECURE_DEV, Math.max(there, need.points()));
        });
    }

    private static long pointsOf(PointFile file) {
        if (file.kind() != Crs.Kind.INSECURE_DEV) {
            throw new CrsException(
                    CrsException.Code.WRONG_CONTENT,
                    file.path() + " is not the development CRS that was made here; remove the file");
        }
        return file.points();
    }

    private static void extend(Path target, long points, Deadline deadline, CrsListener listener) {
        PartFile part = PartFile.start(target, points * G1.BYTES);
        boolean whole = false;
        try (part) {
            TauPowers powers = new TauPowers(TAU);
            for (long done = part.size() / G1.BYTES; done < points; done = part.size() / G1.BYTES) {
                if (deadline.passed()) {
                    // A shorter CRS, and as good a one: the next attempt goes on from it.
                    if (part.hasGrown()) {
                        part.moveIntoPlace();
                        whole = true;
                    }
                    throw CrsException.timedOut(deadline, null);
                }
                byte[] block = powers.points(done, (int) Math.min(TauPowers.BLOCK, points - done));
                part.append(block, 0, block.length);
                listener.generated(part.size() / G1.BYTES, points);
            }
            part.moveIntoPlace();
            whole = true;
        } finally {
            if (!whole) {
                part.discard();
            }
        }
    }

    /** Returns the first two points, 64 bytes each. */
    static byte[] firstPoints() {
        return HexFormat.of().parseHex(G1.GENERATOR + SECOND_POINT);
    }

    private static BigInteger tau(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest).mod(G1.ORDER);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }
}
