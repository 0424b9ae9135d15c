package dev.teerex.server.jobs;

import dev.teerex.BlockInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * A decrypted payload in bounded memory, never on disk: written once, then read once, and every chunk is wiped and given back
 * as soon as it has been read. Not thread-safe, but may be handed from one thread to the next.
 */
public final class Payload implements AutoCloseable {
    private final PayloadMemory memory;
    private final String client;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int inLast;
    private int read;
    private long size;

    private Payload(PayloadMemory memory, String client) {
        this.memory = memory;
        this.client = client;
    }

    /**
     * Reads a stream to its end.
     *
     * @param memory where the bytes are held
     * @param client for whom
     * @param in the stream; not closed
     * @return the payload; close it
     * @throws IOException when the stream cannot be read
     * @throws dev.teerex.server.ServerException when it does not fit, or not now
     */
    public static Payload readAll(PayloadMemory memory, String client, InputStream in) throws IOException {
        Payload payload = new Payload(memory, client);
        boolean whole = false;
        try {
            payload.fill(in);
            whole = true;
            return payload;
        } finally {
            if (!whole) {
                payload.close();
            }
        }
    }

    private void fill(InputStream in) throws IOException {
        byte[] last = memory.take(client, chunks.size());
        chunks.addLast(last);
        while (true) {
            if (inLast == last.length) {
                last = memory.take(client, chunks.size());
                chunks.addLast(last);
                inLast = 0;
            }
            int count = in.read(last, inLast, last.length - inLast);
            if (count < 0) {
                return;
            }
            inLast += count;
            size += count;
        }
    }

    /** Returns how many bytes were written. */
    public long size() {
        return size;
    }

    /** Returns the bytes and leaves them where they are; not to be used when any have been taken out. */
    InputStream view() {
        return view(0, size);
    }

    /** Returns these of the bytes, as {@link #view()}. */
    InputStream view(long offset, long length) {
        List<InputStream> parts = new ArrayList<>();
        long begin = 0;
        for (byte[] chunk : chunks) {
            int from = (int) Math.min(chunk.length, Math.max(0, offset - begin));
            int to = (int) Math.min(chunk.length, Math.max(0, offset + length - begin));
            parts.add(new ByteArrayInputStream(chunk, from, to - from));
            begin += chunk.length;
        }
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /** Returns the bytes; reading takes them out, and closing the stream closes the payload. */
    public InputStream consume() {
        return new Taken(size);
    }

    /** Returns these of the bytes, as {@link #consume()}; what is before them is taken out too. */
    InputStream consume(long offset, long length) throws IOException {
        new Taken(size).skipNBytes(offset);
        return new Taken(length);
    }

    private final class Taken extends BlockInputStream {
        private long left;

        Taken(long length) {
            left = length;
        }

        @Override
        protected int readBlock(byte[] bytes, int offset, int length) {
            int count = left == 0 ? -1 : take(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        @Override
        public void close() {
            Payload.this.close();
        }
    }

    private int take(byte[] bytes, int offset, int length) {
        byte[] first = chunks.peekFirst();
        if (first == null) {
            return -1;
        }
        int there = (chunks.size() == 1 ? inLast : first.length) - read;
        int count = Math.min(length, there);
        System.arraycopy(first, read, bytes, offset, count);
        read += count;
        if (count == there) {
            memory.giveBack(client, chunks.removeFirst());
            read = 0;
        }
        return count == 0 ? -1 : count;
    }

    /** Wipes what has not been read, and gives the memory back. Closing twice does nothing more. */
    @Override
    public void close() {
        while (!chunks.isEmpty()) {
            memory.giveBack(client, chunks.removeFirst());
        }
    }

    @Override
    public String toString() {
        return "payload of " + size + " bytes";
    }
}
