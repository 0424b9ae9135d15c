package dev.teerex.crs;

import dev.teerex.crs.CrsException.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The CRS folder for a bb that only verifies. All that verification reads of the file is the generator of the first group,
 * which is the same under any setup; tau in the second group is compiled into bb (measured: 4.1.2 and 5.0.0 verify with a file
 * of this one point). So verifying needs no download, and nothing in this folder decides what verifies. Thread-safe.
 */
public final class VerificationCrs {
    private final Path directory;

    /** Makes a value for these settings' cache; nothing is written yet. */
    public VerificationCrs(CrsSettings settings) {
        this.directory = settings.cacheDirectory().resolve("crs-verify");
    }

    /**
     * Returns the folder, with the file in it.
     *
     * @throws CrsException with {@link Code#UNUSABLE_DIRECTORY} when it cannot be written
     */
    public Path directory() {
        Path file = directory.resolve(PointFile.PLAIN);
        try {
            if (!Files.exists(file) || Files.size(file) != G1.BYTES) {
                write(file);
            }
            return directory;
        } catch (IOException e) {
            throw CrsException.unusable(
                    directory
                            + " cannot be written; make it writable, or name another cache with tee-rex.cacheDirectory",
                    e);
        }
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, PointFile.PLAIN, ".new");
        try {
            Files.write(fresh, generator());
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Returns (1, 2), two coordinates of 32 bytes, big-endian. */
    private static byte[] generator() {
        byte[] point = new byte[G1.BYTES];
        point[point.length / 2 - 1] = BigInteger.ONE.byteValue();
        point[point.length - 1] = BigInteger.TWO.byteValue();
        return point;
    }
}
