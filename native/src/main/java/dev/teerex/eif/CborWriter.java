package dev.teerex.eif;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The little of CBOR (RFC 8949) that a signature section is written in: definite lengths, shortest heads. */
final class CborWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    CborWriter unsigned(int value) {
        return head(0, value);
    }

    CborWriter bytes(byte[] value) {
        head(2, value.length).out.writeBytes(value);
        return this;
    }

    CborWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        head(3, utf8.length).out.writeBytes(utf8);
        return this;
    }

    CborWriter array(int size) {
        return head(4, size);
    }

    CborWriter map(int size) {
        return head(5, size);
    }

    /** Bytes as an array of small integers, which is how upstream's serialiser writes them. */
    CborWriter byteArray(byte[] value) {
        array(value.length);
        for (byte b : value) {
            unsigned(b & 0xff);
        }
        return this;
    }

    private CborWriter head(int major, int value) {
        int type = major << 5;
        if (value < 24) {
            out.write(type | value);
        } else if (value < 0x100) {
            out.write(type | 24);
            out.write(value);
        } else if (value < 0x10000) {
            out.write(type | 25);
            out.write(value >> 8);
            out.write(value);
        } else {
            throw new IllegalArgumentException("no value here is as large as " + value);
        }
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
