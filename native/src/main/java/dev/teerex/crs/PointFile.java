package dev.teerex.crs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file of G1 points that bb reads, as found on disk.
 *
 * @param path the file
 * @param kind which setup it is of
 * @param points how many points it holds
 */
record PointFile(Path path, Crs.Kind kind, long points) {
    /** What bb reads first: 64 bytes a point. */
    static final String PLAIN = "bn254_g1.dat";

    /**
     * What bb 5 reads when {@link #PLAIN} holds too few: 32 bytes a point. It then writes {@link #PLAIN} anew with the
     * points of that job (both measured on bb 5.0.0); bb 4 does not know it.
     */
    static final String COMPRESSED = "bn254_g1_compressed.dat";

    /**
     * Looks at a file. Of its content, the first two points are held against the two setups, and of a plain file the last
     * point that a job will use is looked at: a file that a crash left with its full size and no data ends in zeros. More
     * is not looked at, as whoever put the file there answers for it to bb too; digests are for what is fetched.
     *
     * @param path a file with one of the two names
     * @param genuine the genuine setup
     * @param needed how many points the job needs
     * @return the file, or empty when there is none
     * @throws CrsException WRONG_CONTENT, NOT_ON_CURVE, UNUSABLE_DIRECTORY, CANCELLED
     */
    static Optional<PointFile> find(Path path, Ceremony genuine, long needed) {
        boolean compressed = path.endsWith(COMPRESSED);
        int pointBytes = compressed ? G1.COMPRESSED_BYTES : G1.BYTES;
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            if (size % pointBytes != 0 || size < 2L * pointBytes) {
                throw new CrsException(
                        CrsException.Code.WRONG_CONTENT,
                        path + " has " + size + " bytes, which is not a whole number of points of " + pointBytes
                                + " bytes, at least two; remove the file");
            }
            byte[] first = new byte[2 * pointBytes];
            read(channel, 0, first);
            Crs.Kind kind = kindOf(path, first, genuine, compressed);
            long points = size / pointBytes;
            if (!compressed && points >= needed) {
                byte[] last = new byte[pointBytes];
                read(channel, (needed - 1) * pointBytes, last);
                if (!G1.isPoint(last, 0)) {
                    throw new CrsException(
                            CrsException.Code.NOT_ON_CURVE,
                            "point " + (needed - 1) + " in " + path + " is not on the curve; remove the file");
                }
            }
            return Optional.of(new PointFile(path, kind, points));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw CrsException.unusable(path + " cannot be read", e);
        }
    }

    private static Crs.Kind kindOf(Path path, byte[] found, Ceremony genuine, boolean compressed) {
        if (Arrays.equals(found, form(genuine.firstPoints(), compressed))) {
            return Crs.Kind.GENUINE;
        }
        if (Arrays.equals(found, form(InsecureDevCrs.firstPoints(), compressed))) {
            return Crs.Kind.INSECURE_DEV;
        }
        throw new CrsException(
                CrsException.Code.WRONG_CONTENT,
                path
                        + " does not begin with the points of the Ignition ceremony, nor with those of the development CRS;"
                        + " remove the file, or name another folder with tee-rex.crsDirectory or CRS_PATH");
    }

    private static byte[] form(byte[] firstPoints, boolean compressed) {
        if (!compressed) {
            return firstPoints;
        }
        byte[] bytes = new byte[2 * G1.COMPRESSED_BYTES];
        G1.compress(firstPoints, 0, bytes, 0);
        G1.compress(firstPoints, G1.BYTES, bytes, G1.COMPRESSED_BYTES);
        return bytes;
    }

    /** Reads from a position; returns how many bytes were read, fewer than asked for only at the end of the file. */
    static int read(FileChannel channel, long position, byte[] into) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into);
        int read = 0;
        while (read >= 0 && buffer.hasRemaining()) {
            read = channel.read(buffer, position + buffer.position());
        }
        return buffer.position();
    }
}
