package dev.teerex.bb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bb that may be started.
 *
 * @param path the file
 * @param version its version
 * @param sha256 the file's SHA-256 in lower-case hex
 * @param origin why it is believed
 * @param loader a command put before the file, such as a newer dynamic loader with its arguments; empty for none
 */
public record BbBinary(Path path, BbVersion version, String sha256, BbOrigin origin, List<String> loader) {
    /** Makes the value; the list is copied. */
    public BbBinary {
        loader = List.copyOf(loader);
    }

    /** Returns the command line that starts it with these arguments. */
    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(loader);
        command.add(path.toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
