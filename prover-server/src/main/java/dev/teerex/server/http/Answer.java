package dev.teerex.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a route answers.
 *
 * @param status the status
 * @param contentType the body's type; empty for no body
 * @param body the body; not copied
 * @param headers further headers
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static final String JSON = "application/json";
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes JSON. */
    @FunctionalInterface
    interface JsonWriter {
        void write(JsonGenerator json) throws IOException;
    }

    static Answer json(int status, JsonWriter writer) {
        return json(status, JSON, writer);
    }

    /** Returns an answer of one JSON object, whose fields the writer writes. */
    static Answer json(int status, String contentType, JsonWriter fields) {
        // Grows by the piece: most of what is answered is proofs, which would be copied over and over.
        ByteArrayBuilder out = new ByteArrayBuilder();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("writing to memory cannot fail", e);
        }
        return new Answer(status, contentType, out.toByteArray(), Map.of());
    }

    /** Returns an event of a stream: an object with this {@code event} and what the writer writes. */
    static Answer event(String name, JsonWriter fields) {
        return json(200, EventStream.MEDIA_TYPE, json -> {
            json.writeStringField("event", name);
            fields.write(json);
        });
    }

    /** Writes a value of Base64, which the JDK encodes with vector instructions, and Jackson without. */
    static void writeBase64(JsonGenerator json, byte[] bytes) throws IOException {
        byte[] text = Base64.getEncoder().encode(bytes);
        json.writeRawUTF8String(text, 0, text.length);
    }

    static Answer text(int status, String contentType, String body) {
        return new Answer(status, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Answer empty(int status) {
        return new Answer(status, "", new byte[0], Map.of());
    }

    Answer with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Answer(status, contentType, body, all);
    }
}
