package dev.teerex.eif.ramdisk;

import dev.teerex.BlockInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The next bytes of a stream, as a stream that fails if there are fewer. Closing it closes the other. */
final class Region extends BlockInputStream {
    private final InputStream in;
    private long left;

    Region(InputStream in, long size) {
        this.in = in;
        this.left = size;
    }

    /** Returns how many bytes have not been read. */
    long left() {
        return left;
    }

    @Override
    protected int readBlock(byte[] target, int from, int count) throws IOException {
        if (left == 0) {
            return -1;
        }
        int length = in.read(target, from, (int) Math.min(count, left));
        if (length < 0) {
            throw new EOFException("the stream ends early");
        }
        left -= length;
        return length;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    /** Returns what is left: by this a reader of gzip finds out whether another member follows. */
    @Override
    public int available() {
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
