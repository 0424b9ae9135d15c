package dev.teerex.build;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The log of a process of ours, of which the end is shown when it fails.
 *
 * @param path the file
 */
record LogFile(Path path) {
    private static final int LINES = 10;
    private static final int MAX_BYTES = 8 * 1024;

    /** Returns where the log is and its last lines, to end an error message with. */
    String end() {
        List<String> lines;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            int length = (int) Math.min(MAX_BYTES, file.length());
            byte[] end = new byte[length];
            file.seek(file.length() - length);
            file.readFully(end);
            lines = new String(end, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return "its log " + path + " cannot be read";
        }
        if (lines.isEmpty()) {
            return "its log " + path + " is empty";
        }
        return lines.stream()
                .skip(Math.max(0, lines.size() - LINES))
                .collect(Collectors.joining("\n  ", "its log " + path + " ends:\n  ", ""));
    }
}
