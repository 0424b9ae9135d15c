package dev.teerex.bb;

import dev.teerex.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The last lines that a process wrote, for error messages. Bounded in lines and in their length. Thread-safe. */
final class BbOutput {
    private static final int LINES = 64;
    private static final int LINE_LENGTH = 400;

    private final Deque<String> lines = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();

    /** Reads until the process has closed its side. */
    void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[4096];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            take(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
    }

    private synchronized void take(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                lines.addLast(line.toString());
                line.setLength(0);
                if (lines.size() > LINES) {
                    lines.removeFirst();
                }
            } else if (line.length() < LINE_LENGTH && !Character.isISOControl(c)) {
                line.append(c);
            }
        }
    }

    /** Returns the last line that says something, without bb's memory figure; empty when there is none. */
    synchronized String lastWords() {
        if (!line.isEmpty()) {
            return words(line.toString());
        }
        for (Iterator<String> newestFirst = lines.descendingIterator(); newestFirst.hasNext(); ) {
            String words = words(newestFirst.next());
            if (!words.isBlank()) {
                return words;
            }
        }
        return "";
    }

    private static String words(String said) {
        return withoutMemoryFigure(Printable.of(said));
    }

    static String withoutMemoryFigure(String text) {
        int figure = text.lastIndexOf(" (mem: ");
        return (figure >= 0 && text.endsWith(")") ? text.substring(0, figure) : text).strip();
    }
}
