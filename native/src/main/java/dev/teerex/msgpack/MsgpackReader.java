package dev.teerex.msgpack;

import dev.teerex.msgpack.MsgpackException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Reads MessagePack values from a stream, in any width that the format allows, never more than the caller's limit. Not
 * thread-safe. Closing wipes what was buffered and closes the stream.
 */
public final class MsgpackReader implements Closeable {
    private static final int MAX_DEPTH = 16;

    private final InputStream in;
    private final byte[] buffer;
    private int position;
    private int filled;
    private long offset;

    /** Makes a reader; it reads ahead, so the stream belongs to it. */
    public MsgpackReader(InputStream in) {
        this.in = in;
        this.buffer = new byte[16 * 1024];
    }

    /** Makes a reader of these bytes, which belong to it: closing wipes them. */
    public MsgpackReader(byte[] bytes) {
        this.in = InputStream.nullInputStream();
        this.buffer = bytes;
        this.filled = bytes.length;
    }

    /** Returns how many bytes were read as values so far. */
    public long offset() {
        return offset;
    }

    /** Returns whether nothing is left. */
    public boolean atEnd() throws IOException {
        return position == filled && !fill();
    }

    /**
     * Reads the head of an array.
     *
     * @param limit the largest size accepted
     * @return how many values follow
     * @throws MsgpackException when no array stands here, or one over the limit
     * @throws IOException when the stream fails
     */
    public int array(int limit) throws IOException {
        int head = octet();
        if ((head & 0xf0) == 0x90) {
            return bounded(head & 0x0f, limit, "array");
        }
        return switch (head) {
            case 0xdc -> bounded(bigEndian(2), limit, "array");
            case 0xdd -> bounded(bigEndian(4), limit, "array");
            default -> throw unexpected("an array", head);
        };
    }

    /** Reads the head of a map and returns how many pairs follow; as {@link #array}. */
    public int map(int limit) throws IOException {
        int head = octet();
        if ((head & 0xf0) == 0x80) {
            return bounded(head & 0x0f, limit, "map");
        }
        return switch (head) {
            case 0xde -> bounded(bigEndian(2), limit, "map");
            case 0xdf -> bounded(bigEndian(4), limit, "map");
            default -> throw unexpected("a map", head);
        };
    }

    /** Reads a string of at most {@code limit} bytes of UTF-8; malformed sequences become the replacement character. */
    public String string(int limit) throws IOException {
        int head = octet();
        int size = stringSize(head);
        if (size < 0) {
            throw unexpected("a string", head);
        }
        byte[] utf8 = new byte[bounded(size, limit, "string")];
        fully(utf8, 0, utf8.length);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Reads a binary of at most {@code limit} bytes into an array of its own. */
    public byte[] binary(int limit) throws IOException {
        byte[] value = new byte[binaryHead(limit)];
        fullyOrNothing(value, value.length);
        return value;
    }

    /**
     * Reads a binary of at most {@code limit} bytes into the beginning of an array.
     *
     * @param target gives an array of at least as many bytes as it is asked for
     * @return how many bytes there were
     */
    public int binaryInto(IntFunction<byte[]> target, int limit) throws IOException {
        int size = binaryHead(limit);
        fullyOrNothing(target.apply(size), size);
        return size;
    }

    /** Passes over a binary of at most {@code limit} bytes and returns how many they were; they end at {@link #offset}. */
    public int passOverBinary(int limit) throws IOException {
        int size = binaryHead(limit);
        discard(size);
        return size;
    }

    private void fullyOrNothing(byte[] target, int size) throws IOException {
        try {
            fully(target, 0, size);
        } catch (IOException e) {
            Arrays.fill(target, 0, size, (byte) 0);
            throw e;
        }
    }

    /** Reads a binary of exactly {@code size} bytes into the middle of an array. */
    public void binaryInto(byte[] target, int at, int size) throws IOException {
        int found = binaryHead(Integer.MAX_VALUE);
        if (found != size) {
            throw new MsgpackException(Kind.MALFORMED, offset, "a binary of " + found + " bytes instead of " + size);
        }
        fully(target, at, size);
    }

    /** Reads a boolean. */
    public boolean bool() throws IOException {
        int head = octet();
        return switch (head) {
            case 0xc2 -> false;
            case 0xc3 -> true;
            default -> throw unexpected("a boolean", head);
        };
    }

    /** Reads an unsigned integer of at most {@code limit}. */
    public long unsigned(long limit) throws IOException {
        int head = octet();
        long value =
                switch (head) {
                    case 0xcc -> bigEndian(1);
                    case 0xcd -> bigEndian(2);
                    case 0xce -> bigEndian(4);
                    case 0xcf -> bigEndian(8);
                    default -> {
                        if (head > 0x7f) {
                            throw unexpected("an unsigned integer", head);
                        }
                        yield head;
                    }
                };
        if (value < 0 || value > limit) {
            throw new MsgpackException(Kind.TOO_LARGE, offset, "an integer over " + limit);
        }
        return value;
    }

    /** Passes over one value of whatever type, with all that is in it. */
    public void skip() throws IOException {
        skip(0);
    }

    private void skip(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new MsgpackException(Kind.MALFORMED, offset, "values nested deeper than " + MAX_DEPTH);
        }
        int head = octet();
        int size = stringSize(head);
        if (size >= 0) {
            discard(size);
            return;
        }
        switch (head) {
            case 0xc0, 0xc2, 0xc3 -> {}
            case 0xcc, 0xd0 -> discard(1);
            case 0xcd, 0xd1 -> discard(2);
            case 0xce, 0xd2, 0xca -> discard(4);
            case 0xcf, 0xd3, 0xcb -> discard(8);
            case 0xc4 -> discard(bigEndian(1));
            case 0xc5 -> discard(bigEndian(2));
            case 0xc6 -> discard(bigEndian(4));
            case 0xd4 -> discard(2);
            case 0xd5 -> discard(3);
            case 0xd6 -> discard(5);
            case 0xd7 -> discard(9);
            case 0xd8 -> discard(17);
            case 0xc7 -> discard(bigEndian(1) + 1);
            case 0xc8 -> discard(bigEndian(2) + 1);
            case 0xc9 -> discard(bigEndian(4) + 1);
            case 0xdc -> skipValues(bigEndian(2), depth);
            case 0xdd -> skipValues(bigEndian(4), depth);
            case 0xde -> skipValues(2 * bigEndian(2), depth);
            case 0xdf -> skipValues(2 * bigEndian(4), depth);
            case 0xc1 -> throw unexpected("a value", head);
            default -> {
                if ((head & 0xf0) == 0x90) {
                    skipValues(head & 0x0f, depth);
                } else if ((head & 0xf0) == 0x80) {
                    skipValues(2L * (head & 0x0f), depth);
                }
                // What is left are the small integers, which are their own head.
            }
        }
    }

    private void skipValues(long count, int depth) throws IOException {
        for (long i = 0; i < count; i++) {
            skip(depth + 1);
        }
    }

    private int stringSize(int head) throws IOException {
        if ((head & 0xe0) == 0xa0) {
            return head & 0x1f;
        }
        return switch (head) {
            case 0xd9 -> (int) bigEndian(1);
            case 0xda -> (int) bigEndian(2);
            case 0xdb -> bounded(bigEndian(4), Integer.MAX_VALUE, "string");
            default -> -1;
        };
    }

    private int binaryHead(int limit) throws IOException {
        int head = octet();
        return switch (head) {
            case 0xc4 -> bounded(bigEndian(1), limit, "binary");
            case 0xc5 -> bounded(bigEndian(2), limit, "binary");
            case 0xc6 -> bounded(bigEndian(4), limit, "binary");
            default -> throw unexpected("a binary", head);
        };
    }

    private int bounded(long size, int limit, String what) throws MsgpackException {
        if (size > limit) {
            throw new MsgpackException(
                    Kind.TOO_LARGE, offset, what + " of size " + size + ", where at most " + limit + " are allowed,");
        }
        return (int) size;
    }

    private MsgpackException unexpected(String wanted, int head) {
        return new MsgpackException(
                Kind.MALFORMED, offset - 1, "expected " + wanted + ", found type 0x" + Integer.toHexString(head));
    }

    private long bigEndian(int size) throws IOException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    private int octet() throws IOException {
        if (position == filled && !fill()) {
            throw truncated();
        }
        offset++;
        return buffer[position++] & 0xff;
    }

    private void fully(byte[] target, int at, int size) throws IOException {
        int done = Math.min(size, filled - position);
        System.arraycopy(buffer, position, target, at, done);
        position += done;
        while (done < size) {
            int read = in.read(target, at + done, size - done);
            if (read < 0) {
                throw truncated();
            }
            done += read;
        }
        offset += size;
    }

    private void discard(long size) throws IOException {
        long left = size;
        while (left > 0) {
            if (position == filled && !fill()) {
                throw truncated();
            }
            int here = (int) Math.min(left, filled - position);
            position += here;
            left -= here;
        }
        offset += size;
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, in.read(buffer, 0, buffer.length));
        return filled > 0;
    }

    private MsgpackException truncated() {
        return new MsgpackException(Kind.TRUNCATED, offset, "the bytes end in the middle of a value");
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(buffer, (byte) 0);
        position = 0;
        filled = 0;
        in.close();
    }
}
