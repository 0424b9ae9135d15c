package dev.teerex.crs;

import dev.teerex.Sha256;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A setup of 1024 points in runs of 256, as nobody has the points of the genuine one at hand. */
final class FakeCeremony {
    static final int OPENING = 64;
    static final int RUN = 256;
    static final byte[] POINTS =
            new TauPowers(new BigInteger("31415926535897932384626433832795028841971")).points(0, 4 * RUN);
    static final Ceremony CEREMONY = new Ceremony(
            HexFormat.of().formatHex(POINTS, G1.BYTES, 2 * G1.BYTES),
            OPENING,
            digest(0, OPENING),
            RUN,
            FakeCeremony::runDigests);

    private FakeCeremony() {}

    /** Returns the first points. */
    static byte[] points(int count) {
        return Arrays.copyOf(POINTS, count * G1.BYTES);
    }

    /** Returns the first points in the form that bb 5 calls compressed. */
    static byte[] compressed(int count) {
        byte[] bytes = new byte[count * G1.COMPRESSED_BYTES];
        for (int i = 0; i < count; i++) {
            G1.compress(POINTS, i * G1.BYTES, bytes, i * G1.COMPRESSED_BYTES);
        }
        return bytes;
    }

    private static List<String> runDigests() {
        List<String> digests = new ArrayList<>();
        for (int from = 0; from < 4 * RUN; from += RUN) {
            digests.add(digest(from, from + RUN));
        }
        return digests;
    }

    private static String digest(int from, int to) {
        MessageDigest digest = Sha256.start();
        digest.update(compressed(to), from * G1.COMPRESSED_BYTES, (to - from) * G1.COMPRESSED_BYTES);
        return HexFormat.of().formatHex(digest.digest());
    }
}
