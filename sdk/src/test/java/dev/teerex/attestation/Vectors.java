package dev.teerex.attestation;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.teerex.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Real documents, read where they lie. */
public final class Vectors {
    /** A document with what is known of it. */
    public record Vector(String name, Bytes document, Instant time, String atDocumentTime, String withDefaultPolicy) {
        boolean genuine() {
            return atDocumentTime.equals("VALID");
        }

        boolean debug() {
            return withDefaultPolicy.equals("REJECT_DEBUG_MODE");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Vectors() {}

    /** Returns all documents, or skips the test when they are not beside the checkout. */
    public static List<Vector> all() {
        Path folder = Path.of(System.getProperty("tee-rex.test.shared", ""), "vectors", "attestation");
        Path index = folder.resolve("vectors.json");
        assumeTrue(Files.isReadable(index), "skipped: no attestation documents at " + folder);
        try (JsonParser json = new JsonFactory().createParser(index.toFile())) {
            json.nextToken();
            Map<String, Object> root = object(json);
            List<Vector> vectors = new ArrayList<>();
            for (Object entry : (List<?>) root.getOrDefault("vectors", List.of())) {
                Map<?, ?> vector = (Map<?, ?>) entry;
                Map<?, ?> expected = (Map<?, ?>) requireNonNull(vector.get("expect"));
                vectors.add(new Vector(
                        text(vector, "name"),
                        Bytes.of(DocumentEncoding.decode(
                                new DocumentFile(folder.resolve(text(vector, "file"))).content())),
                        Instant.parse(text(vector, "validation_time")),
                        text(expected, "crypto_at_document_time"),
                        text(expected, "with_default_policy")));
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the documents that AWS's modules signed. */
    public static List<Vector> genuine() {
        return all().stream().filter(Vector::genuine).toList();
    }

    private static String text(Map<?, ?> object, String name) {
        return (String) requireNonNull(object.get(name), name);
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            Object value = value(json);
            if (value != null) {
                object.put(name, value);
            }
        }
        return object;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(json));
                }
                yield array;
            }
            default -> json.getText();
        };
    }
}
