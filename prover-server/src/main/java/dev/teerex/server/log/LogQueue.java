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
 * read it holds up neither requests nor the end of the process. A line that cannot be written, as on a full disk, waits until it
 * can be, and those behind it too. Thread-safe.
 */
public final class LogQueue extends OutputStream {
    /** A few hundred bytes each. */
    private static final int LINES = 4096;

    private static final Duration LAST_LINES = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(100);

    /** No line is empty. */
    private static final byte[] END = new byte[0];

    private final OutputStream out;
    private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(LINES);
    private final Thread thread = new Thread(this::write, "tee-rex-log");
    private volatile boolean closing;

    /** Makes a queue before a stream, which stays the caller's, and starts its thread; close it. */
    public LogQueue(OutputStream out) {
        this.out = out;
        thread.setDaemon(true);
        thread.start();
    }

    private void write() {
        try {
            for (byte[] line = lines.take(); line.length > 0; line = lines.take()) {
                writeWhole(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeWhole(byte[] line) throws InterruptedException {
        boolean torn = false;
        while (true) {
            try {
                if (torn) {
                    out.write('\n');
                }
                out.write(line);
                out.flush();
                return;
            } catch (IOException e) {
                if (closing) {
                    return;
                }
                // Part of the line may stand there; what is written next is not to be a part of that.
                torn = true;
                Thread.sleep(RETRY.toMillis());
            }
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

    /** Has what waits written, as far as a second and one attempt for each line go, and ends the thread. */
    @Override
    public void close() {
        closing = true;
        try {
            if (lines.offer(END, LAST_LINES.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.join(LAST_LINES.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
