package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The permission bits of the files in a root folder, written down so that neither a umask nor a checkout decides them:
 * one {@code MODE NAME} a line, the mode as four octal digits, such as {@code 0755 usr/bin/bb}; lines that begin with
 * {@code #} are comments. Folders have 0755 and files 0644 unless they are named. All belong to root.
 *
 * @param modes the permission bits by name
 */
public record ModeManifest(Map<String, Integer> modes) {
    private static final int MAX_BYTES = 4 << 20;
    private static final Pattern LINE = Pattern.compile("(?<mode>[0-7]{4}) (?<name>\\S.*)");

    /** Makes the value; the map is copied. */
    public ModeManifest {
        modes = Map.copyOf(modes);
    }

    /**
     * Reads a manifest.
     *
     * @throws EifException if the file cannot be read, is larger than 4 MiB, or has a line of another form or a name
     *     twice
     */
    public static ModeManifest read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new EifException(Code.TOO_LARGE, path + " is larger than " + MAX_BYTES + " bytes");
            }
            return parse(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw EifException.unreadable(path, e);
        }
    }

    static ModeManifest parse(List<String> lines) {
        Map<String, Integer> modes = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (!parts.matches() || modes.put(parts.group("name"), Integer.parseInt(parts.group("mode"), 8)) != null) {
                throw new EifException(
                        Code.BAD_MANIFEST,
                        "line " + (i + 1) + " of the manifest is not \"MODE NAME\", or names a file again: " + line);
            }
        }
        return new ModeManifest(modes);
    }
}
