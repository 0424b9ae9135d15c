package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A region of a file, such as one member of an archive.
 *
 * @param path the file
 * @param offset where the region begins, in bytes
 * @param size how long it is, in bytes
 * @param toEnd whether the file must end where the region does
 */
public record FileSlice(Path path, long offset, long size, boolean toEnd) implements FileContent {
    /** Returns all of a file, which must still have that size when it is read. */
    public static FileSlice whole(Path path, long size) {
        return new FileSlice(path, 0, size, true);
    }

    /** Returns a region of this region. */
    public FileSlice part(long from, long length) {
        if (from < 0 || length < 0 || length > size - from) {
            throw new IllegalArgumentException("no region of " + length + " bytes at " + from + " in " + this);
        }
        return new FileSlice(path, offset + from, length, false);
    }

    /**
     * Opens the region as a stream.
     *
     * @throws IOException if the file cannot be read or ends before the region
     */
    public InputStream open() throws IOException {
        InputStream in = Files.newInputStream(path);
        boolean opened = false;
        try {
            in.skipNBytes(offset);
            opened = true;
            return new Region(in, size);
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (toEnd && Files.size(path) != offset + size) {
            throw changed();
        }
        try (InputStream in = open()) {
            if (in.transferTo(out) != size) {
                throw changed();
            }
        }
    }

    private EifException changed() {
        return new EifException(Code.CHANGED, path + " has not the size any more that it had: build again");
    }

    /** The first bytes of a stream. */
    private static final class Region extends InputStream {
        private final InputStream in;
        private long left;

        Region(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int length = in.read(target, from, (int) Math.min(count, left));
            left -= Math.max(length, 0);
            return length;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
