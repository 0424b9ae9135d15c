package dev.teerex.server.log;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes a line at once, or not at all, and writes it from a thread of its own: whoever has the other end of a log and does not
 * read it holds up neither requests nor the end of the process. Thread-safe.
 */
public final class LogQueue extends OutputStream {
    /** A few hundred bytes each. */
    private static final int LINES = 4096;

    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    /** No line is empty. */
    private static final byte[] END = new byte[0];

    private final OutputStream out;
    private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(LINES);
    private final Thread thread = new Thread(this::write, "tee-rex-log");

    /** Makes a queue before a stream, which stays the caller's, and starts its thread; close it. */
    public LogQueue(OutputStream out) {
        this.out = out;
        thread.setDaemon(true);
        thread.start();
    }

    private void write() {
        try {
            for (byte[] line = lines.take(); line.length > 0; line = lines.take()) {
                write(line, out);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(byte[] line, OutputStream out) {
        try {
            out.write(line);
            out.flush();
        } catch (IOException e) {
            // Nobody reads the log any more; the server goes on without.
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /**
     * Takes a line.
     *
     * @throws IOException when so many wait that there is no room for it
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0 && !lines.offer(Arrays.copyOfRange(bytes, offset, offset + length))) {
            throw new IOException("nobody reads the log");
        }
    }

    /** Has what waits written, which takes a second at most, and ends the thread. */
    @Override
    public void close() {
        try {
            if (lines.offer(END, LAST_LINES.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.join(LAST_LINES.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
