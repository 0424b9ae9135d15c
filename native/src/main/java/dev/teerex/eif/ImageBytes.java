package dev.teerex.eif;

import dev.teerex.BlockInputStream;
import dev.teerex.eif.EifException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/** The bytes of a file, read at given places: never more in memory than one asks for. Safe for several threads. */
final class ImageBytes implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    ImageBytes(Path path) {
        this(path, open(path));
    }

    /** Takes over the channel: it is closed where the size cannot be read. */
    ImageBytes(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        try {
            this.size = channel.size();
        } catch (IOException e) {
            close();
            throw EifException.unreadable(path, e);
        }
    }

    private static FileChannel open(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw EifException.unreadable(path, e);
        }
    }

    long size() {
        return size;
    }

    /** Does what reads the file; the failures name it. */
    <T> T reading(Supplier<T> work) {
        try {
            return work.get();
        } catch (EifException e) {
            throw e.in(path);
        }
    }

    /** Reads exactly {@code length} bytes, which the caller has bounded. */
    ByteBuffer read(long offset, int length, String what) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (readInto(bytes, offset + bytes.position()) < 0) {
                throw EifException.at(Code.TRUNCATED, size, "the file ends inside " + what);
            }
        }
        return bytes.flip();
    }

    /** Returns the bytes of one region; the stream fails with {@link EifException} if the file has become shorter. */
    InputStream stream(long offset, long length) {
        return new BlockInputStream() {
            private long position = offset;
            private final long end = offset + length;

            @Override
            protected int readBlock(byte[] target, int from, int count) {
                if (position == end) {
                    return -1;
                }
                int wanted = (int) Math.min(count, end - position);
                int got = readInto(ByteBuffer.wrap(target, from, wanted), position);
                if (got < 0) {
                    throw EifException.at(Code.TRUNCATED, position, "the file has become shorter");
                }
                position += got;
                return got;
            }

            @Override
            public int available() {
                return (int) Math.min(Integer.MAX_VALUE, end - position);
            }
        };
    }

    private int readInto(ByteBuffer target, long position) {
        try {
            return channel.read(target, position);
        } catch (IOException e) {
            throw EifException.unreadable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw EifException.unreadable(path, e);
        }
    }
}
