package dev.teerex.process;

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

    private static final long READ_REST_MILLIS = 1_000;

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
     * Runs a command to its end; it and its children are killed when its time runs out or this thread is interrupted.
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
            Drain output = Drain.of(process.getInputStream());
            Drain errors = Drain.of(process.getErrorStream());
            boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                ProcessTree.kill(process);
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

    /** Reads a stream to its end, so that the command never waits for a reader, and keeps the beginning. */
    private static final class Drain extends Thread {
        private final InputStream in;
        private volatile String kept = "";

        private Drain(InputStream in) {
            super("tee-rex-command-output");
            this.in = in;
        }

        static Drain of(InputStream in) {
            Drain drain = new Drain(in);
            drain.setDaemon(true);
            drain.start();
            return drain;
        }

        @Override
        public void run() {
            try (in) {
                kept = new String(in.readNBytes(KEPT), StandardCharsets.UTF_8);
                in.skipNBytes(Long.MAX_VALUE);
            } catch (IOException ended) {
                // The end of the stream, or of the command.
            }
        }

        /** Returns what was kept. A child that lives on and holds the stream open is not waited for. */
        String text() throws InterruptedException {
            join(READ_REST_MILLIS);
            return kept;
        }
    }
}
