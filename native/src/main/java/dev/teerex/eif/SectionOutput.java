package dev.teerex.eif;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.LongConsumer;

/** Takes the data of one section: hashes it and puts it into the file. */
final class SectionOutput extends OutputStream {
    private final FileChannel channel;
    private final long start;
    private final PcrHasher hasher;
    private final LongConsumer progress;
    private final byte[] buffer = new byte[Eif.CHUNK];
    private int filled;
    private long flushed;

    SectionOutput(FileChannel channel, long start, PcrHasher hasher, LongConsumer progress) {
        this.channel = channel;
        this.start = start;
        this.hasher = hasher;
        this.progress = progress;
    }

    long size() {
        return flushed + filled;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int from, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, source.length);
        for (int done = 0; done < count; ) {
            if (filled == buffer.length) {
                flush();
            }
            int length = Math.min(count - done, buffer.length - filled);
            System.arraycopy(source, from + done, buffer, filled, length);
            filled += length;
            done += length;
        }
    }

    @Override
    public void flush() throws IOException {
        if (filled == 0) {
            return;
        }
        hasher.update(buffer, filled);
        EifWriter.put(channel, ByteBuffer.wrap(buffer, 0, filled), start + flushed);
        flushed += filled;
        filled = 0;
        progress.accept(flushed);
    }
}
