package dev.teerex.updater.edits;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The prover's lock file: for each version of bb the integrity of its archive and the SHA-256 of its binary for each
 * platform. A new entry takes its form from the last one, to the space.
 */
final class BbLock {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What the binary of an entry says it is: not known of a new one, which is then written without. */
    private static final String REPORTS = "reports";

    /** A string value: where it stands, quotes included. */
    private record Value(int start, int end, String text) {}

    /** One version: where it stands, and its values by path, such as {@code sha256/amd64-linux}. */
    private record Entry(int start, int end, Map<String, Value> values) {
        Version version() {
            return Version.of(text("version")).orElseThrow(() -> new IllegalStateException("checked when read"));
        }

        String text(String path) {
            Value value = values.get(path);
            return value == null ? "" : value.text();
        }
    }

    private final String path;
    private final byte[] content;
    private final List<Entry> entries;

    private BbLock(String path, byte[] content, List<Entry> entries) {
        this.path = path;
        this.content = content;
        this.entries = entries;
    }

    static BbLock read(String path, byte[] content) {
        try (JsonParser parser = JSON.createParser(content)) {
            List<Entry> entries = new ArrayList<>();
            Deque<String> where = new ArrayDeque<>();
            Map<String, Value> values = new HashMap<>();
            int start = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT, START_ARRAY -> {
                        @Nullable
                        String field = parser.getParsingContext().getParent().getCurrentName();
                        where.addLast(field == null ? "" : field);
                        if (isEntry(where)) {
                            start = offset(parser.currentTokenLocation().getByteOffset());
                            values = new HashMap<>();
                        }
                    }
                    case END_OBJECT, END_ARRAY -> {
                        if (isEntry(where)) {
                            entries.add(new Entry(
                                    start, offset(parser.currentLocation().getByteOffset()), values));
                        }
                        where.pollLast();
                    }
                    case VALUE_STRING -> {
                        String text = parser.getText();
                        int from = offset(parser.currentTokenLocation().getByteOffset());
                        int to = offset(parser.currentLocation().getByteOffset());
                        List<String> names = new ArrayList<>(where);
                        names.add(parser.currentName() == null ? "" : parser.currentName());
                        if (names.size() > 3) {
                            values.put(String.join("/", names.subList(3, names.size())), new Value(from, to, text));
                        }
                    }
                    default -> {
                        // No other value is ours.
                    }
                }
            }
            return new BbLock(path, content, checked(path, entries));
        } catch (IOException e) {
            throw bad(path, "it is no valid JSON", e);
        }
    }

    /** The root object, the array "bb" in it, and an object in that. */
    private static boolean isEntry(Deque<String> where) {
        return List.copyOf(where).equals(List.of("", "bb", ""));
    }

    private static List<Entry> checked(String path, List<Entry> entries) {
        if (entries.isEmpty()) {
            throw bad(path, "\"bb\" has no entry to take the form of a new one from", null);
        }
        for (Entry entry : entries) {
            boolean whole = Version.of(entry.text("version")).isPresent()
                    && entry.text("integrity").startsWith("sha512-")
                    && !platforms(entry).isEmpty();
            if (!whole) {
                throw bad(path, "an entry lacks version, integrity or sha256", null);
            }
        }
        return List.copyOf(entries);
    }

    private static Set<String> platforms(Entry entry) {
        return entry.values().keySet().stream()
                .filter(key -> key.startsWith("sha256/"))
                .map(key -> key.substring("sha256/".length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the integrity recorded for a version. */
    Optional<String> integrity(Version version) {
        return entries.stream()
                .filter(entry -> entry.version().equals(version))
                .map(entry -> entry.text("integrity"))
                .findFirst();
    }

    /** Returns the highest version listed. */
    Version highest() {
        return entries.stream().map(Entry::version).max(Version::compareTo).orElseThrow();
    }

    /** Returns the platforms that an entry lists, such as {@code amd64-linux}. */
    Set<String> platforms() {
        return platforms(last());
    }

    private Entry last() {
        return entries.get(entries.size() - 1);
    }

    /** Returns the file with one entry more, at the end of the list; every other byte stays. */
    byte[] with(Version version, String integrity, Map<String, String> sha256) {
        Entry model = last();
        Map<Integer, Value> replaced = new TreeMap<>();
        model.values().forEach((key, value) -> {
            Value fresh = key.equals(REPORTS)
                    ? new Value(commaBefore(model, value), value.end(), "")
                    : new Value(value.start(), value.end(), '"' + text(key, version, integrity, sha256) + '"');
            replaced.put(fresh.start(), fresh);
        });

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(content, 0, model.end());
        out.write(',');
        int space = model.start();
        while (space > 0 && content[space - 1] != '[' && content[space - 1] != ',') {
            space--;
        }
        out.write(content, space, model.start() - space);
        int at = model.start();
        for (Value value : replaced.values()) {
            out.write(content, at, value.start() - at);
            out.writeBytes(value.text().getBytes(StandardCharsets.UTF_8));
            at = value.end();
        }
        out.write(content, at, model.end() - at);
        out.write(content, model.end(), content.length - model.end());
        return out.toByteArray();
    }

    /** Between a member's value and the comma before it is only its name. */
    private int commaBefore(Entry model, Value value) {
        int at = value.start();
        while (content[at] != ',') {
            if (--at == model.start()) {
                throw bad(path, "its last entry begins with \"" + REPORTS + "\", and must with \"version\"", null);
            }
        }
        return at;
    }

    private String text(String key, Version version, String integrity, Map<String, String> sha256) {
        if (key.equals("version")) {
            return version.toString();
        }
        if (key.equals("integrity")) {
            return integrity;
        }
        @Nullable String digest = key.startsWith("sha256/") ? sha256.get(key.substring("sha256/".length())) : null;
        if (digest == null) {
            throw bad(path, "its last entry has \"" + key + "\", for which there is no new value", null);
        }
        return digest;
    }

    private static int offset(long byteOffset) {
        return Math.toIntExact(byteOffset);
    }

    private static UpdateException bad(String path, String why, @Nullable Throwable cause) {
        return new UpdateException(Code.BAD_FILE, path + " cannot be edited: " + why + "; correct it by hand", cause);
    }
}
