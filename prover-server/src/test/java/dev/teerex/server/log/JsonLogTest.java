package dev.teerex.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLogTest {
    @Test
    void nothingThatIsLoggedSteersATerminal() throws IOException {
        String hostile = "\u001b[2J\u009b1m\r\n\u202egnp.exe\u2028 schön \ud83e\udd96";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonLog(out, Clock.systemUTC()).write(JsonLog.Level.WARN, "library", Map.of("message", hostile));

        assertThat(out.toString(StandardCharsets.ISO_8859_1)).matches("[ -~]+\n");
        assertThat(message(out.toByteArray())).isEqualTo(hostile);
    }

    private static String message(byte[] line) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(line)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("message")) {
                    return json.nextTextValue();
                }
            }
            return "";
        }
    }
}
