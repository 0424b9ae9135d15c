package dev.teerex.maven;

import dev.teerex.build.BuildLog;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/** A build's log in Maven's: lines for everybody, and one line that is written over where a person watches. */
final class MavenBuildLog implements BuildLog, AutoCloseable {
    private static final int WIDTH = 24;
    private static final int MEBIBYTE = 1024 * 1024;
    private static final String ERASE = "\r\u001b[K";

    private final Log log;
    private final PrintStream terminal;
    private final boolean watched;
    private boolean barStands;
    private long lastShown = -1;

    MavenBuildLog(Log log, MavenSession session) {
        this.log = log;
        this.terminal = System.out;
        // Batch mode, a pipe and -q all mean that nobody watches.
        this.watched = session.getRequest().isInteractiveMode() && log.isInfoEnabled() && isTerminal();
    }

    // Up to JDK 21 there is a console only on a terminal; from 22 on there always is one, which can be asked.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        @Nullable Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJdk22) {
            return true;
        }
    }

    @Override
    public void info(String line) {
        erase();
        log.info(line);
    }

    @Override
    public void warn(String line) {
        erase();
        log.warn(line);
    }

    @Override
    public void progress(String what, long done, long total, String unit) {
        if (!watched) {
            return;
        }
        long shown = total > 0 ? done * 1000 / total : done / MEBIBYTE;
        if (barStands && shown == lastShown && !unit.equals("steps")) {
            return;
        }
        lastShown = shown;
        terminal.print(ERASE + bar(done, total) + " " + what + count(done, total, unit));
        terminal.flush();
        barStands = true;
    }

    private static String bar(long done, long total) {
        int filled = total > 0 ? (int) Math.min(WIDTH, done * WIDTH / total) : 0;
        return "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "]";
    }

    private static String count(long done, long total, String unit) {
        return switch (unit) {
            case "bytes" -> "  " + mebibytes(done) + (total > 0 ? " of " + mebibytes(total) : "") + " MiB";
            case "points" -> "  " + done + " of " + total + " points";
            default -> "";
        };
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", (double) bytes / MEBIBYTE);
    }

    private void erase() {
        if (barStands) {
            terminal.print(ERASE);
            terminal.flush();
            barStands = false;
        }
    }

    @Override
    public void close() {
        erase();
    }
}
