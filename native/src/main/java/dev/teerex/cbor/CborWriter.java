package dev.teerex.cbor;

import dev.teerex.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes CBOR with the shortest heads (RFC 8949, section 4.2.1). The caller keeps its promise of how many entries an
 * array or map has. Not thread-safe.
 */
public final class CborWriter {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    /** Writes an unsigned integer, at least 0. */
    public CborWriter unsigned(long value) {
        return head(0, value);
    }

    /** Writes a byte string. */
    public CborWriter bytes(byte[] value) {
        head(2, value.length);
        output.writeBytes(value);
        return this;
    }

    /** Writes a byte string, or {@code null} when there is none. */
    public CborWriter bytesOrNull(@Nullable Bytes value) {
        if (value != null) {
            return bytes(value.toArray());
        }
        output.write(0xf6);
        return this;
    }

    /** Writes a text string. */
    public CborWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        head(3, utf8.length);
        output.writeBytes(utf8);
        return this;
    }

    /** Begins an array of exactly {@code elements}. */
    public CborWriter array(int elements) {
        return head(4, elements);
    }

    /** Begins a map of exactly {@code entries}. */
    public CborWriter map(int entries) {
        return head(5, entries);
    }

    /** Begins a map that {@link #endIndefinite()} ends. */
    public CborWriter indefiniteMap() {
        output.write(0xbf);
        return this;
    }

    /** Ends what {@link #indefiniteMap()} began. */
    public CborWriter endIndefinite() {
        output.write(0xff);
        return this;
    }

    /** Returns what was written so far. */
    public byte[] toByteArray() {
        return output.toByteArray();
    }

    private CborWriter head(int major, long argument) {
        if (argument < 0) {
            throw new IllegalArgumentException("negative: " + argument);
        }
        int width = argument < 24 ? 0 : argument < 1L << 8 ? 1 : argument < 1L << 16 ? 2 : argument < 1L << 32 ? 4 : 8;
        output.write(major << 5 | (width == 0 ? (int) argument : 24 + Integer.numberOfTrailingZeros(width)));
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            output.write((int) (argument >>> shift));
        }
        return this;
    }
}
