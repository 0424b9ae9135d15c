package dev.teerex.server.jobs;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory that decrypted payloads may take, all of them together, in chunks that are used again: a server at work makes
 * no garbage of witnesses, and holds no more of them than it was allowed, nor all of them for one client. A chunk is wiped before it is given back. Thread-safe.
 */
public final class PayloadMemory {
    static final int CHUNK = 256 * 1024;

    // What is kept between requests: a few large payloads.
    private static final int KEPT = 128;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final int limit;
    private final int mostOfOne;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private final Map<String, Integer> byClient = new HashMap<>();
    private int taken;

    /**
     * Makes a memory.
     *
     * @param bytes how many bytes it has, rounded down to whole chunks of 256 KiB, but one chunk at least
     * @param largest how many bytes one payload may have; a client may hold as many, or half of the memory if that is more
     */
    public PayloadMemory(long bytes, long largest) {
        this.limit = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / CHUNK));
        this.mostOfOne = (int) Math.min(limit, Math.max(limit / 2, largest / CHUNK + 1));
    }

    /**
     * Returns a chunk of zeros; it must be given back.
     *
     * @param client for whom
     * @param held how many chunks the same payload has already
     * @throws ServerException with {@link Code#BODY_TOO_LARGE} when the payload will not fit however long its client waits,
     *     with {@link Code#PAYLOAD_MEMORY_FULL} when it may later
     */
    synchronized byte[] take(String client, int held) {
        if (held >= mostOfOne) {
            throw new ServerException(
                    Code.BODY_TOO_LARGE,
                    "the payload has more than the " + (long) mostOfOne * CHUNK
                            + " bytes that one client may hold here");
        }
        int own = byClient.getOrDefault(client, 0);
        if (taken == limit || own == mostOfOne) {
            throw ServerException.tryAgain(
                    Code.PAYLOAD_MEMORY_FULL, "the server holds as much as it may; try again later", RETRY_AFTER);
        }
        byte[] chunk = free.pollFirst();
        if (chunk == null) {
            chunk = new byte[CHUNK];
        }
        // Only now: where the heap has no room for a chunk, nobody will give it back.
        byClient.put(client, own + 1);
        taken++;
        return chunk;
    }

    /** Wipes a chunk that the client had and takes it back. */
    void giveBack(String client, byte[] chunk) {
        Arrays.fill(chunk, (byte) 0);
        synchronized (this) {
            byClient.computeIfPresent(client, (key, own) -> own == 1 ? null : own - 1);
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
