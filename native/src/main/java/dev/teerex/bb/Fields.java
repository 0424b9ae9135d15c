package dev.teerex.bb;

import dev.teerex.msgpack.MsgpackReader;
import dev.teerex.msgpack.MsgpackWriter;
import java.io.IOException;

/** Field elements on the wire: an array of binaries of 32 bytes each, big-endian. In files they stand one after the other. */
final class Fields {
    static final int SIZE = 32;

    // Far over the largest proof known (about 4,500 fields).
    private static final int MAX_COUNT = 256 * 1024;

    private Fields() {}

    static byte[] decode(MsgpackReader reader) throws IOException {
        byte[] fields = new byte[reader.array(MAX_COUNT) * SIZE];
        for (int at = 0; at < fields.length; at += SIZE) {
            reader.binaryInto(fields, at, SIZE);
        }
        return fields;
    }

    static void encode(MsgpackWriter writer, byte[] fields) {
        encode(writer, fields, 0, fields.length / SIZE);
    }

    static void encode(MsgpackWriter writer, byte[] fields, int first, int count) {
        writer.array(count);
        for (int i = first; i < first + count; i++) {
            writer.binary(fields, i * SIZE, SIZE);
        }
    }
}
