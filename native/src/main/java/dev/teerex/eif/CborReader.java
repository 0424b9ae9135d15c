package dev.teerex.eif;

import dev.teerex.eif.EifException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link CborWriter} writes, and nothing else. The input, which the caller has bounded, bounds every size. */
final class CborReader {
    private final byte[] data;
    private final long base;
    private int position;

    /** Failures give the offset of {@code base} plus the position in {@code data}. */
    CborReader(byte[] data, long base) {
        this.data = data;
        this.base = base;
    }

    void array(int size) {
        require(head(4) == size, "an array of " + size + " was expected");
    }

    void map(int size) {
        require(head(5) == size, "a map of " + size + " was expected");
    }

    void text(String value) {
        byte[] utf8 = take(head(3));
        require(Arrays.equals(utf8, value.getBytes(StandardCharsets.UTF_8)), "\"" + value + "\" was expected");
    }

    byte[] bytes() {
        return take(head(2));
    }

    byte[] byteArray() {
        int size = head(4);
        require(size <= data.length - position, "the array is longer than the section");
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            int value = head(0);
            require(value <= 0xff, "a byte was expected");
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    void end() {
        require(position == data.length, "something follows");
    }

    private int head(int major) {
        int first = next();
        require(first >> 5 == major, "an item of another kind was expected");
        int info = first & 0x1f;
        int value = info;
        if (info >= 24) {
            require(info <= 25, "a length is too large, or indefinite");
            value = info == 24 ? next() : next() << 8 | next();
            require(value >= (info == 24 ? 24 : 0x100), "a number is not in its shortest form");
        }
        return value;
    }

    private int next() {
        return take(1)[0] & 0xff;
    }

    private byte[] take(int count) {
        require(count <= data.length - position, "the section ends inside an item");
        position += count;
        return Arrays.copyOfRange(data, position - count, position);
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw EifException.at(Code.BAD_SIGNATURE_SECTION, base + position, "in the signature section, " + message);
        }
    }
}
