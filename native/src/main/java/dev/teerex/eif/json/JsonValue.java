package dev.teerex.eif.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value, asked by what it should be: an answer is empty if the value is of another kind, and null is as good as
 * absent. Immutable.
 */
public final class JsonValue {
    private static final int MAX_DEPTH = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Object value;

    private JsonValue(Object value) {
        this.value = value;
    }

    /**
     * Reads one value.
     *
     * @param utf8 its text, which the caller has bounded: the value takes some ten times the memory
     * @return the value; empty if the text is not JSON, is null, is nested more than 64 deep, has an object with one
     *     name twice, or goes on after the value
     */
    public static Optional<JsonValue> parse(byte[] utf8) {
        try (JsonParser parser = JSON.createParser(utf8)) {
            Optional<JsonValue> value = parser.nextToken() == null ? Optional.empty() : read(parser);
            return parser.nextToken() == null ? value : Optional.empty();
        } catch (IOException e) {
            // The parser's own message would quote the text; callers say which file it is.
            return Optional.empty();
        }
    }

    private static Optional<JsonValue> read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, JsonValue> fields = new LinkedHashMap<>();
                for (String name; (name = parser.nextFieldName()) != null; ) {
                    parser.nextToken();
                    String field = name;
                    read(parser).ifPresent(found -> fields.put(field, found));
                }
                yield Optional.of(new JsonValue(fields));
            }
            case START_ARRAY -> {
                List<JsonValue> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    read(parser).ifPresent(elements::add);
                }
                yield Optional.of(new JsonValue(elements));
            }
            case VALUE_NUMBER_INT -> Optional.of(new JsonValue(parser.getLongValue()));
            case VALUE_NULL -> Optional.empty();
            default -> Optional.of(new JsonValue(parser.getText()));
        };
    }

    /** Returns a field of an object. */
    public Optional<JsonValue> get(String field) {
        return value instanceof Map<?, ?> fields
                ? Optional.ofNullable(fields.get(field)).map(JsonValue.class::cast)
                : Optional.empty();
    }

    /** Returns the text of a string; also that of a boolean or a fraction. */
    public Optional<String> text() {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Returns an integer. */
    public Optional<Long> integer() {
        return value instanceof Long integer ? Optional.of(integer) : Optional.empty();
    }

    /** Returns the elements of an array that are not null. */
    public Optional<List<JsonValue>> elements() {
        return value instanceof List<?> elements
                ? Optional.of(elements.stream().map(JsonValue.class::cast).toList())
                : Optional.empty();
    }

    /** Returns the strings of an array; empty if it holds anything else. */
    public Optional<List<String>> texts() {
        return elements()
                .filter(all -> all.stream().allMatch(element -> element.text().isPresent()))
                .map(all ->
                        all.stream().flatMap(element -> element.text().stream()).toList());
    }
}
