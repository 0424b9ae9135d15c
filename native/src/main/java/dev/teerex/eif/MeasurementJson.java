package dev.teerex.eif;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.json.JsonValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    private static final JsonFactory JSON = new JsonFactory();
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
        JsonValue measurement =
                JsonValue.parse(json.getBytes(StandardCharsets.UTF_8)).orElseThrow(() -> malformed("it is not JSON"));
        JsonValue pcrs = measurement.get("pcrs").orElseThrow(() -> malformed("it has no pcrs"));
        List<MeasuredSection> sections = measurement
                .get("sections")
                .flatMap(JsonValue::elements)
                .orElseThrow(() -> malformed("it has no sections"))
                .stream()
                .map(MeasurementJson::section)
                .toList();
        Optional<Sha384> pcr8 = pcrs.get("8").isPresent() ? Optional.of(sha384(pcrs, "8")) : Optional.empty();
        return new Measurement(new Pcrs(sha384(pcrs, "0"), sha384(pcrs, "1"), sha384(pcrs, "2"), pcr8), sections);
    }

    private static MeasuredSection section(JsonValue section) {
        long size = section.get("size").flatMap(JsonValue::integer).orElseThrow(() -> malformed("a size is missing"));
        return new MeasuredSection(text(section, "name"), size, sha384(section, "sha384"));
    }

    private static Sha384 sha384(JsonValue json, String name) {
        try {
            return new Sha384(text(json, name));
        } catch (IllegalArgumentException e) {
            throw malformed("a digest is not one of 96 lower-case hexadecimal digits");
        }
    }

    private static String text(JsonValue json, String name) {
        return json.get(name).flatMap(JsonValue::text).orElseThrow(() -> malformed("it has no " + name));
    }

    private static EifException malformed(String why) {
        return new EifException(Code.BAD_MEASUREMENT, "the measurement cannot be read: " + why);
    }
}
