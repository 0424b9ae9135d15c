package dev.teerex.server.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
    private final JsonFactory json = new JsonFactory();

    /** How much somebody should care. */
    public enum Level {
        /** The course of things. */
        INFO,
        /** Somebody should look. */
        WARN,
        /** Something does not work. */
        ERROR
    }

    /** Makes a log that writes there; the stream stays the caller's. */
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
        emit(line);
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

    private synchronized void emit(ByteArrayOutputStream line) {
        try {
            line.writeTo(out);
            out.flush();
        } catch (IOException e) {
            // Nobody reads the log any more; the server goes on without.
        }
    }
}
