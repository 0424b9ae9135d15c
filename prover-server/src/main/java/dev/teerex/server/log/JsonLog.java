package dev.teerex.server.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;

/** Writes one line of JSON for each thing that happened. Never given anything of a payload. Thread-safe. */
public final class JsonLog {
    private final OutputStream out;
    private final Clock clock;
    // What steers terminals or reorders text is no control character to JSON, and might come in a header or from a
    // host.
    private final JsonFactory json =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private long lost;

    /** How much somebody should care. */
    public enum Level {
        /** The course of things. */
        INFO,
        /** Somebody should look. */
        WARN,
        /** Something does not work. */
        ERROR
    }

    /**
     * Makes a log.
     *
     * @param out where lines go, each in one piece; what it does not take is lost, and how many were is said with the next that
     *     it takes; stays the caller's
     * @param clock what time it is
     */
    public JsonLog(OutputStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /**
     * Writes a line.
     *
     * @param level how much somebody should care
     * @param event what happened, in a word or two
     * @param fields more of it; numbers and booleans stay what they are, all else is text
     */
    public void write(Level level, String event, Map<String, ?> fields) {
        emit(line(level, event, fields));
    }

    private byte[] line(Level level, String event, Map<String, ?> fields) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = json.createGenerator(line)) {
            generator.writeStartObject();
            generator.writeStringField("time", clock.instant().toString());
            generator.writeStringField("level", level.name().toLowerCase(Locale.ROOT));
            generator.writeStringField("event", event);
            for (Map.Entry<String, ?> field : fields.entrySet()) {
                generator.writeFieldName(field.getKey());
                write(generator, field.getValue());
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("writing to memory cannot fail", e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean yes) {
            generator.writeBoolean(yes);
        } else {
            generator.writeString(value.toString());
        }
    }

    private synchronized void emit(byte[] line) {
        try {
            if (lost > 0) {
                out.write(line(Level.WARN, "log", Map.of("lost", lost)));
                lost = 0;
            }
            out.write(line);
            out.flush();
        } catch (IOException e) {
            lost++;
        }
    }
}
