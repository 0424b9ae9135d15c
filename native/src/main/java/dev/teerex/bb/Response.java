package dev.teerex.bb;

import dev.teerex.msgpack.MsgpackReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reading an answer's map: known fields by name, in any order, each once and none missing; unknown ones are passed over. */
final class Response {
    private static final int MAX_FIELDS = 32;
    private static final int MAX_KEY = 100;

    /** Reads the value of one field, and says whether it knew it. */
    @FunctionalInterface
    interface FieldReader {
        boolean read(String key) throws IOException;
    }

    private Response() {}

    static void read(MsgpackReader reader, Set<String> required, FieldReader fields) throws IOException {
        Set<String> missing = new HashSet<>(required);
        for (int left = reader.map(MAX_FIELDS); left > 0; left--) {
            String key = reader.string(MAX_KEY);
            if (!fields.read(key)) {
                reader.skip();
            } else if (!missing.remove(key)) {
                throw new IOException("the field " + key + " is there twice");
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException("the fields " + missing + " are missing");
        }
    }

    static void readEmpty(MsgpackReader reader) throws IOException {
        read(reader, Set.of(), key -> false);
    }
}
