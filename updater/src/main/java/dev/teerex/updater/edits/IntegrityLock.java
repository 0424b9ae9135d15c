package dev.teerex.updater.edits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The file in which the updater records, for each channel, what it last updated to and the integrity of each package: a
 * registry that later serves other bytes under the same version is then caught.
 */
final class IntegrityLock {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What a channel was last updated to. */
    record Entry(String version, Map<String, String> integrity) {}

    private final Map<String, Entry> channels;

    private IntegrityLock(Map<String, Entry> channels) {
        this.channels = channels;
    }

    /** Reads the file; none is an empty one. */
    static IntegrityLock read(String path, byte @Nullable [] content) {
        if (content == null) {
            return new IntegrityLock(new TreeMap<>());
        }
        try {
            return new IntegrityLock(JSON.readValue(content, new TypeReference<TreeMap<String, Entry>>() {}));
        } catch (IOException e) {
            throw new UpdateException(
                    Code.BAD_FILE,
                    path + " is not what the updater wrote; restore it from history, or remove it to start afresh",
                    e);
        }
    }

    /** Returns the integrities recorded for a version, by package, whichever channel they came by. */
    Map<String, String> integrities(Version version) {
        Map<String, String> found = new HashMap<>();
        channels.values().stream()
                .filter(entry -> entry.version().equals(version.toString()))
                .forEach(entry -> found.putAll(entry.integrity()));
        return found;
    }

    /** Returns the file with one channel set, the others as they are. */
    byte[] with(String channel, Version version, Map<String, String> integrities) {
        Map<String, Entry> all = new TreeMap<>(channels);
        all.put(channel, new Entry(version.toString(), new TreeMap<>(integrities)));
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try {
            String text = JSON.writer(
                            new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
                    .writeValueAsString(all);
            return (text + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps of texts are always written", e);
        }
    }
}
