package dev.teerex.eif;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.teerex.eif.EifException.Code;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A measurement written down, to be published beside an image and compared with later:
 *
 * <pre>{@code
 * {"pcrs":{"0":"<hex>","1":"<hex>","2":"<hex>","8":"<hex>"},
 *  "sections":[{"name":"kernel","size":123,"sha384":"<hex>"}]}
 * }</pre>
 *
 * <p>{@code "8"} is there only if the image is signed.
 */
public final class MeasurementJson {
    private static final JsonFactory JSON = BoundedJson.factory();
    private static final int MAX_LENGTH = 1 << 16;

    private MeasurementJson() {}

    /** Returns the measurement as JSON; equal measurements give equal text. */
    public static String write(Measurement measurement) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            Pcrs pcrs = measurement.pcrs();
            json.writeStartObject();
            json.writeObjectFieldStart("pcrs");
            json.writeStringField("0", pcrs.pcr0().hex());
            json.writeStringField("1", pcrs.pcr1().hex());
            json.writeStringField("2", pcrs.pcr2().hex());
            if (pcrs.pcr8().isPresent()) {
                json.writeStringField("8", pcrs.pcr8().get().hex());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("sections");
            for (MeasuredSection section : measurement.sections()) {
                json.writeStartObject();
                json.writeStringField("name", section.name());
                json.writeNumberField("size", section.size());
                json.writeStringField("sha384", section.sha384().hex());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.append('\n').toString();
    }

    /**
     * Reads a measurement.
     *
     * @param json what {@link #write} wrote
     * @throws EifException if it is longer than 64 KiB or of another shape
     */
    public static Measurement read(String json) {
        if (json.length() > MAX_LENGTH) {
            throw new EifException(Code.TOO_LARGE, "the measurement is longer than " + MAX_LENGTH + " characters");
        }
        Map<String, String> pcrs = new HashMap<>();
        List<MeasuredSection> sections = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            expect(parser, JsonToken.START_OBJECT);
            for (String field; (field = parser.nextFieldName()) != null; ) {
                switch (field) {
                    case "pcrs" -> {
                        expect(parser, JsonToken.START_OBJECT);
                        pcrs.putAll(scalars(parser));
                    }
                    case "sections" -> {
                        expect(parser, JsonToken.START_ARRAY);
                        while (parser.nextToken() == JsonToken.START_OBJECT) {
                            sections.add(section(scalars(parser)));
                        }
                    }
                    default -> throw malformed("it has an unknown field");
                }
            }
            if (parser.nextToken() != null) {
                throw malformed("something follows it");
            }
        } catch (IOException e) {
            // The parser's own message would quote the text.
            throw malformed("it is not JSON");
        }
        Optional<Sha384> pcr8 = Optional.ofNullable(pcrs.get("8")).map(MeasurementJson::sha384);
        return new Measurement(new Pcrs(sha384(pcrs, "0"), sha384(pcrs, "1"), sha384(pcrs, "2"), pcr8), sections);
    }

    private static MeasuredSection section(Map<String, String> fields) {
        try {
            long size = Long.parseLong(field(fields, "size"));
            return new MeasuredSection(field(fields, "name"), size, sha384(fields, "sha384"));
        } catch (NumberFormatException e) {
            throw malformed("a size is not a number");
        }
    }

    private static Map<String, String> scalars(JsonParser parser) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String name; (name = parser.nextFieldName()) != null; ) {
            if (!parser.nextToken().isScalarValue()) {
                throw malformed("it is nested too deeply");
            }
            fields.put(name, parser.getText());
        }
        return fields;
    }

    private static void expect(JsonParser parser, JsonToken token) throws IOException {
        if (parser.nextToken() != token) {
            throw malformed("it is not of the shape that it must have");
        }
    }

    private static Sha384 sha384(Map<String, String> fields, String name) {
        return sha384(field(fields, name));
    }

    private static Sha384 sha384(String hex) {
        try {
            return new Sha384(hex);
        } catch (IllegalArgumentException e) {
            throw malformed("a digest is not one of 96 lower-case hexadecimal digits");
        }
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw malformed("it has no " + name);
        }
        return value;
    }

    private static EifException malformed(String why) {
        return new EifException(Code.BAD_MEASUREMENT, "the measurement cannot be read: " + why);
    }
}
