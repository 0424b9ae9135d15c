package dev.teerex.sdk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object that a server sent, without a key twice. Nothing of it is believed because it is there. */
final class JsonAnswer {
    private static final int MAX_DEPTH = 8;

    /** A small value takes far more memory than bytes on the way. The longest list of binaries has fewer. */
    private static final int MAX_TOKENS = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_TOKENS)
                    .maxStringLength(ServerCalls.MAX_PROOF_ANSWER)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, @Nullable Object> fields;

    private JsonAnswer(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** Reads an answer; empty when it is not one JSON object and nothing else. */
    static Optional<JsonAnswer> parse(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            JsonAnswer answer = object(json);
            return json.nextToken() == null ? Optional.of(answer) : Optional.empty();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    private static JsonAnswer object(JsonParser json) throws IOException {
        Map<String, @Nullable Object> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            fields.put(name, value(json));
        }
        return new JsonAnswer(fields);
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                List<@Nullable Object> values = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(json));
                }
                yield values;
            }
            default -> null;
        };
    }

    /** Returns a text, if there is one of this name. */
    Optional<String> text(String name) {
        return field(name, String.class);
    }

    /** Returns a whole number, if there is one of this name. */
    Optional<Long> number(String name) {
        return field(name, Long.class);
    }

    /** Returns an object, if there is one of this name. */
    Optional<JsonAnswer> object(String name) {
        return field(name, JsonAnswer.class);
    }

    /** Returns the objects of an array of this name; what is no object is left out. */
    List<JsonAnswer> objects(String name) {
        return field(name, List.class).stream()
                .flatMap(List<?>::stream)
                .filter(JsonAnswer.class::isInstance)
                .map(JsonAnswer.class::cast)
                .toList();
    }

    private <T> Optional<T> field(String name, Class<T> type) {
        return Optional.ofNullable(fields.get(name)).filter(type::isInstance).map(type::cast);
    }
}
