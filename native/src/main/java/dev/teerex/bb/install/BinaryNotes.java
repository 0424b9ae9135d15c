package dev.teerex.bb.install;

import dev.teerex.Sha256;
import dev.teerex.file.AtomicFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a binary, kept in a file so that a later start neither hashes 40 MB nor runs {@code bb
 * --version} again. The notes hold as long as the binary's size, inode and times are the same; the change time cannot be
 * set by a program. Where they cannot be kept, as in a read-only cache, it is all found out again.
 */
final class BinaryNotes {
    private static final String SHA256 = "sha256";
    private static final String STAMP = "stamp";

    private final Path file;
    private final Map<String, String> notes;

    private BinaryNotes(Path file, Map<String, String> notes) {
        this.file = file;
        this.notes = notes;
    }

    /**
     * Returns the notes on a binary, after hashing it where there are none that hold.
     *
     * @param binary the binary
     * @param file where the notes are kept
     * @throws IOException when the binary cannot be read
     */
    static BinaryNotes of(Path binary, Path file) throws IOException {
        String stamp = stamp(binary);
        Map<String, String> kept = read(file);
        if (stamp.equals(kept.get(STAMP)) && kept.containsKey(SHA256)) {
            return new BinaryNotes(file, kept);
        }
        BinaryNotes fresh = new BinaryNotes(file, new TreeMap<>(Map.of(SHA256, Sha256.ofFile(binary), STAMP, stamp)));
        if (stamp(binary).equals(stamp)) {
            fresh.write();
        }
        return fresh;
    }

    private static String stamp(Path binary) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(binary, "unix:size,ino,lastModifiedTime,ctime");
        return attributes.get("size") + " " + attributes.get("ino") + " " + nanos(attributes.get("lastModifiedTime"))
                + " " + nanos(attributes.get("ctime"));
    }

    private static String nanos(@Nullable Object time) {
        return time instanceof FileTime fileTime ? Long.toString(fileTime.to(TimeUnit.NANOSECONDS)) : "?";
    }

    /** Returns the binary's SHA-256 as lower-case hexadecimal digits. */
    String sha256() {
        return String.valueOf(notes.get(SHA256));
    }

    /** Returns what the binary once said its version is, under this loader. */
    Optional<String> reported(List<String> loader) {
        return Optional.ofNullable(notes.get(reportedKey(loader)));
    }

    /** Notes what the binary says its version is, under this loader. */
    void noteReported(List<String> loader, String version) {
        notes.put(reportedKey(loader), version);
        write();
    }

    private static String reportedKey(List<String> loader) {
        return loader.isEmpty() ? "reported" : "reported." + Sha256.ofText(String.join("\0", loader));
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
        } catch (IOException | IllegalArgumentException noNotes) {
            return Map.of();
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, properties::getProperty, (a, b) -> a, TreeMap::new));
    }

    private void write() {
        String text = notes.entrySet().stream()
                .map(note -> note.getKey() + "=" + note.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notKept) {
            // Without notes the next start takes longer, no more.
        }
    }
}
