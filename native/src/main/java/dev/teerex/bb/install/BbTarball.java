package dev.teerex.bb.install;

import dev.teerex.Sha256;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbVersion;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The npm archive that holds {@code bb} for all platforms, read in one pass: hashed, inflated, and one file written.
 *
 * @param version the version, for messages
 * @param entry the name of the wanted file in the archive
 * @param integrity what the archive's hash must be
 * @param binaryLimit the most bytes that the file may have
 */
record BbTarball(BbVersion version, String entry, Integrity integrity, long binaryLimit) {
    private static final int BUFFER = 64 * 1024;
    /** The archives have 160 MB inflated (measured on 5.0.0). */
    private static final long INFLATED_LIMIT = 2L << 30;

    /**
     * Writes the wanted file. The archive's hash is checked before anything else is said about it.
     *
     * @param compressed the archive
     * @param into the file to write, which must not exist; of no use when this throws
     * @return the written file's SHA-256
     * @throws BbException {@link Code#WRONG_INTEGRITY} or {@link Code#NOT_IN_PACKAGE}
     * @throws UncheckedIOException when the file cannot be written
     * @throws IOException when the archive cannot be read
     */
    String extract(InputStream compressed, Path into) throws IOException {
        MessageDigest sha512 = Integrity.sha512();
        DigestInputStream hashed = new DigestInputStream(compressed, sha512);
        String sha256 = "";
        @Nullable IOException malformed = null;
        try {
            sha256 = unpack(new GZIPInputStream(hashed, BUFFER), into);
        } catch (IOException e) {
            malformed = e;
        }
        hashed.transferTo(OutputStream.nullOutputStream());
        Integrity found = Integrity.of(sha512);
        if (!found.equals(integrity)) {
            throw new BbException(
                    Code.WRONG_INTEGRITY,
                    "the archive of bb " + version + " that the npm registry sent has the hash " + found.text()
                            + " and not " + integrity.text() + "; nothing of it is used. Ask whoever runs the registry",
                    null);
        }
        if (malformed != null) {
            throw new BbException(
                    Code.NOT_IN_PACKAGE,
                    "the archive of bb " + version + " has the right hash, but " + malformed.getMessage(),
                    malformed);
        }
        return sha256;
    }

    private String unpack(InputStream tar, Path into) throws IOException {
        long size = TarFile.find(tar, entry, INFLATED_LIMIT);
        if (size > binaryLimit) {
            throw new IOException(entry + " has " + size + " bytes, more than the limit of " + binaryLimit);
        }
        MessageDigest sha256 = Sha256.start();
        byte[] buffer = new byte[BUFFER];
        try (Sink sink = new Sink(into)) {
            for (long left = size; left > 0; ) {
                int count = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("it ends too early");
                }
                sha256.update(buffer, 0, count);
                sink.write(buffer, count);
                left -= count;
            }
            sink.toDisk();
        }
        return Sha256.finish(sha256);
    }

    /** The file being written. Its failures are the disk's, and so of another type than those of the archive. */
    private static final class Sink implements AutoCloseable {
        private final FileChannel file;

        Sink(Path path) {
            try {
                file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void write(byte[] bytes, int count) {
            try {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void toDisk() {
            try {
                file.force(true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
