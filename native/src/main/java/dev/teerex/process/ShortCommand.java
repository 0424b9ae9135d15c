package dev.teerex.process;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that answers at once and takes no input, such as {@code --version}. */
public final class ShortCommand {
    /** How many bytes of each stream are kept; what comes after is read and dropped. */
    static final int KEPT = 64 * 1024;

    // How long a command that fills a pipe may have to wait for the reader.
    private static final long PAUSE_MILLIS = 2;

    private ShortCommand() {}

    /**
     * What a command did.
     *
     * @param exitCode its exit code (128 and the signal's number where one ended it); -1 where its time ran out
     * @param timedOut whether it was killed because its time ran out
     * @param output the first 64 KiB of its standard output
     * @param errors the first 64 KiB of its standard error
     */
    public record Result(int exitCode, boolean timedOut, String output, String errors) {}

    /**
     * Runs a command to its end; it and its children are killed when its time runs out or this thread is interrupted. A child that
     * outlives it is not waited for, and can write to nobody.
     *
     * @param command the program and its arguments
     * @param environment all the variables that it sees
     * @param limit the longest time it may take
     * @return what it did
     * @throws IOException when it cannot be started
     * @throws InterruptedIOException when this thread is interrupted; it stays so
     */
    public static Result run(List<String> command, Map<String, String> environment, Duration limit) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            Kept output = new Kept(process.getInputStream());
            Kept errors = new Kept(process.getErrorStream());
            Deadline deadline = Deadline.after(limit, Ticker.system());
            boolean ended = false;
            while (!ended && !deadline.passed()) {
                ended = process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                output.take();
                errors.take();
            }
            return new Result(ended ? process.exitValue() : -1, !ended, output.text(), errors.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while " + command.get(0) + " ran");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            ProcessTree.kill(process);
        }
    }

    /**
     * The beginning of a stream. What is there is read, and nothing is waited for: a child that lives on would hold the stream
     * open, and whoever reads from it, for as long as it likes.
     */
    private static final class Kept {
        private final InputStream in;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final byte[] buffer = new byte[KEPT];

        Kept(InputStream in) {
            this.in = in;
        }

        /** Reads what is there, so that the command never waits for a reader; as much as a pipe holds. */
        void take() throws IOException {
            int there = Math.min(in.available(), buffer.length);
            int read = in.readNBytes(buffer, 0, there);
            kept.write(buffer, 0, Math.min(read, KEPT - kept.size()));
        }

        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
