package dev.teerex;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream that is read by the array, where a single byte is an array of one. */
public abstract class BlockInputStream extends InputStream {
    /** Reads at least one byte into a valid range that is not empty, or returns -1 at the end. */
    protected abstract int readBlock(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public final int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? 0 : readBlock(bytes, offset, length);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return readBlock(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }
}
