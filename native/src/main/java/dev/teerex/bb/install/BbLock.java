package dev.teerex.bb.install;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.teerex.bb.BbVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list of what versions must be, in the form of {@code bb.lock.json}:
 *
 * <pre>{@code
 * {"bb": [{"version": "5.0.0", "integrity": "sha512-...", "reports": "...", "sha256": {"amd64-linux": "..."}}]}
 * }</pre>
 */
final class BbLock {
    private static final String RESOURCE = "bb.lock.json";

    private final List<BbPin> pins;

    BbLock(List<BbPin> pins) {
        this.pins = List.copyOf(pins);
    }

    /** Returns the lock that comes with this library. */
    static BbLock shipped() {
        try (@Nullable InputStream in = BbLock.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is missing from the jar");
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what a version must be. */
    Optional<BbPin> pin(BbVersion version) {
        // By text: linking a record's first equals costs a cold JVM 20 ms, and this is on the way of every proof.
        return pins.stream()
                .filter(pin -> pin.version().text().equals(version.text()))
                .findFirst();
    }

    /** Returns the version that has a binary of this hash, on whatever platform. */
    Optional<BbPin> pinOfBinary(String sha256) {
        return pins.stream().filter(pin -> pin.sha256().containsValue(sha256)).findFirst();
    }

    /** Returns the versions, for a person to choose from. */
    String versions() {
        return String.join(", ", pins.stream().map(pin -> pin.version().text()).toList());
    }

    /**
     * Reads a list.
     *
     * @throws IOException when it is not one
     */
    static BbLock read(InputStream in) throws IOException {
        List<BbPin> pins = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(in)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            require(json.nextToken() == JsonToken.FIELD_NAME
                    && json.currentName().equals("bb"));
            require(json.nextToken() == JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                pins.add(pin(json));
            }
            require(json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == JsonToken.END_OBJECT);
        }
        return new BbLock(pins);
    }

    private static BbPin pin(JsonParser json) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<BbPlatform, String> sha256 = new EnumMap<>(BbPlatform.class);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                require(name.equals("sha256"));
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    BbPlatform platform = platform(json.currentName());
                    String hash = json.nextTextValue();
                    require(hash != null && hash.matches("[0-9a-f]{64}") && sha256.put(platform, hash) == null);
                }
            } else {
                require(json.currentToken() == JsonToken.VALUE_STRING && texts.put(name, json.getText()) == null);
            }
        }
        @Nullable String reports = texts.remove("reports");
        String version = texts.getOrDefault("version", "");
        Optional<Integrity> integrity = Integrity.in(texts.getOrDefault("integrity", ""));
        require(texts.size() == 2 && BbVersion.isVersion(version) && integrity.isPresent() && !sha256.isEmpty());
        return new BbPin(BbVersion.of(version), integrity.orElseThrow(), sha256, reports);
    }

    private static BbPlatform platform(String directory) throws IOException {
        return Stream.of(BbPlatform.values())
                .filter(platform -> platform.directory().equals(directory))
                .findFirst()
                .orElseThrow(() -> new IOException("not a platform of bb: " + directory));
    }

    private static void require(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("not of the form of " + RESOURCE);
        }
    }

    /** Returns a list with this one pin, as {@link #read} takes it. */
    static byte[] write(BbPin pin) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeArrayFieldStart("bb");
            json.writeStartObject();
            json.writeStringField("version", pin.version().text());
            if (pin.reports() != null) {
                json.writeStringField("reports", pin.reports());
            }
            json.writeStringField("integrity", pin.integrity().text());
            json.writeObjectFieldStart("sha256");
            for (BbPlatform platform : BbPlatform.values()) {
                @Nullable String hash = pin.sha256().get(platform);
                if (hash != null) {
                    json.writeStringField(platform.directory(), hash);
                }
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
