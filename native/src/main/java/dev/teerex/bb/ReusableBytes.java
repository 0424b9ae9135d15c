package dev.teerex.bb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes in an array that grows as needed and is used again. What was in an array that it outgrows is wiped. Not thread-safe. */
final class ReusableBytes {
    private byte[] array = {};
    private int length;

    /** Returns an array of at least so many bytes, which begins with those that are here. */
    byte[] reserve(int capacity) {
        if (array.length < capacity) {
            byte[] larger = Arrays.copyOf(array, capacity);
            Arrays.fill(array, (byte) 0);
            array = larger;
        }
        return array;
    }

    /** Says how many bytes of the array count. */
    void setLength(int value) {
        length = value;
    }

    int capacity() {
        return array.length;
    }

    byte[] array() {
        return array;
    }

    /** Returns the bytes, without copying them. */
    ByteBuffer view() {
        return ByteBuffer.wrap(array, 0, length).slice();
    }

    /** Returns the bytes in an array of exactly their number; there are none here then. */
    byte[] take() {
        byte[] exact = array;
        if (exact.length != length) {
            exact = Arrays.copyOf(array, length);
            Arrays.fill(array, (byte) 0);
        }
        array = new byte[0];
        length = 0;
        return exact;
    }

    void wipe() {
        Arrays.fill(array, 0, length, (byte) 0);
        length = 0;
    }

    /** Wipes what stands behind the length too: for when whoever was filling the array failed. */
    void wipeAll() {
        length = array.length;
        wipe();
    }
}
