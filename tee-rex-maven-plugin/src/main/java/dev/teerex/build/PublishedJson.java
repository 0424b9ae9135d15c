package dev.teerex.build;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;

/**
 * A report or a receipt as it goes along with a proof to others: without what it says of the witness. The digest of a file lets
 * whoever can guess the file find out that it is the one, and the steps name the private functions that were called.
 */
final class PublishedJson {
    private static final Set<String> LEFT_OUT = Set.of("inputs", "steps");
    private static final JsonFactory JSON = new JsonFactory();

    private PublishedJson() {}

    /** Returns the same JSON with empty lists where inputs and steps are told. */
    static byte[] of(byte[] whole) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonParser from = JSON.createParser(whole);
                JsonGenerator to = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            while (from.nextToken() != null) {
                if (from.currentToken() == JsonToken.FIELD_NAME && LEFT_OUT.contains(from.currentName())) {
                    to.writeArrayFieldStart(from.currentName());
                    to.writeEndArray();
                    from.nextToken();
                    from.skipChildren();
                } else {
                    to.copyCurrentEvent(from);
                }
            }
        }
        out.write('\n');
        return out.toByteArray();
    }
}
