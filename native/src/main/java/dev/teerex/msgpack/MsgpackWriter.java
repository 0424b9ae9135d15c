package dev.teerex.msgpack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds one MessagePack message as a list of buffers. Not thread-safe.
 *
 * <p>{@link #reference(byte[])} takes a binary over without copying it, so that a secret has one copy, which its owner wipes.
 */
public final class MsgpackWriter {
    private final List<ByteBuffer> parts = new ArrayList<>();
    private byte[] buffer = new byte[256];
    private int length;

    /** Begins an array of this many values. */
    public MsgpackWriter array(int size) {
        return head(size, 0x90, 15, -1, 0xdc, 0xdd);
    }

    /** Begins a map of this many key and value pairs. */
    public MsgpackWriter map(int size) {
        return head(size, 0x80, 15, -1, 0xde, 0xdf);
    }

    /** Writes a string. */
    public MsgpackWriter string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        head(utf8.length, 0xa0, 31, 0xd9, 0xda, 0xdb);
        return raw(utf8, 0, utf8.length);
    }

    /** Writes a boolean. */
    public MsgpackWriter bool(boolean value) {
        return octet(value ? 0xc3 : 0xc2);
    }

    /** Writes an unsigned integer; a negative one is refused. */
    public MsgpackWriter unsigned(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        return value < 0x80 ? octet(value) : octet(0xce).bigEndian(value, 4);
    }

    /** Writes a binary by copying it: for what is public. */
    public MsgpackWriter binary(byte[] value) {
        return binary(value, 0, value.length);
    }

    /** Writes a part of an array as a binary by copying it: for what is public. */
    public MsgpackWriter binary(byte[] value, int offset, int size) {
        return binaryHeader(size).raw(value, offset, size);
    }

    /** Writes a binary without copying it: the array must stay as it is until the message has been sent. */
    public MsgpackWriter reference(byte[] value) {
        return reference(ByteBuffer.wrap(value));
    }

    /** Writes what remains of a buffer as a binary without copying it; as {@link #reference(byte[])}. */
    public MsgpackWriter reference(ByteBuffer value) {
        binaryHeader(value.remaining());
        flush();
        parts.add(value);
        return this;
    }

    /** Begins a binary of this many bytes, which whoever sends the message puts behind what is {@link #finish finished} so far. */
    public MsgpackWriter binaryHeader(int size) {
        return head(size, 0, -1, 0xc4, 0xc5, 0xc6);
    }

    /** Returns the whole message, in order; the writer is then empty. */
    public List<ByteBuffer> finish() {
        flush();
        List<ByteBuffer> message = List.copyOf(parts);
        parts.clear();
        return message;
    }

    /** The head of a value with a length; a type without a short, or without an 8-bit form has -1 for it. */
    private MsgpackWriter head(int size, int shortForm, int shortMax, int form8, int form16, int form32) {
        if (size <= shortMax) {
            return octet(shortForm | size);
        }
        if (form8 >= 0 && size <= 0xff) {
            return octet(form8).octet(size);
        }
        if (size <= 0xffff) {
            return octet(form16).bigEndian(size, 2);
        }
        return octet(form32).bigEndian(size, 4);
    }

    private MsgpackWriter octet(int value) {
        reserve(1);
        buffer[length++] = (byte) value;
        return this;
    }

    private MsgpackWriter bigEndian(int value, int size) {
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            octet(value >>> shift);
        }
        return this;
    }

    private MsgpackWriter raw(byte[] bytes, int offset, int size) {
        reserve(size);
        System.arraycopy(bytes, offset, buffer, length, size);
        length += size;
        return this;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, Math.addExact(length, more)));
        }
    }

    private void flush() {
        if (length > 0) {
            parts.add(ByteBuffer.wrap(buffer, 0, length).slice());
            buffer = new byte[256];
            length = 0;
        }
    }
}
