package dev.teerex.server.jobs;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The memory that decrypted payloads may take, all of them together, in chunks that are used again: a server at work makes
 * no garbage of witnesses, and holds no more of them than it was allowed. A chunk is wiped before it is given back. Thread-safe.
 */
public final class PayloadMemory {
    static final int CHUNK = 256 * 1024;

    // What is kept between requests: a few large payloads.
    private static final int KEPT = 128;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final int limit;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private int taken;

    /** Makes a memory of so many bytes, rounded down to whole chunks of 256 KiB, but of one chunk at least. */
    public PayloadMemory(long bytes) {
        this.limit = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / CHUNK));
    }

    /** Returns a chunk of zeros; it must be given back. */
    synchronized byte[] take() {
        if (taken == limit) {
            throw ServerException.tryAgain(
                    Code.PAYLOAD_MEMORY_FULL, "the server holds as much as it may; try again later", RETRY_AFTER);
        }
        byte[] chunk = free.pollFirst();
        if (chunk == null) {
            chunk = new byte[CHUNK];
        }
        // Only now: where the heap has no room for a chunk, nobody will give it back.
        taken++;
        return chunk;
    }

    /** Wipes a chunk and takes it back. */
    void giveBack(byte[] chunk) {
        Arrays.fill(chunk, (byte) 0);
        synchronized (this) {
            taken--;
            if (free.size() < KEPT) {
                free.addFirst(chunk);
            }
        }
    }

    /** Returns how many bytes are in use. */
    public synchronized long bytesInUse() {
        return (long) taken * CHUNK;
    }
}
