package dev.teerex.crs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The longer file that is to replace a file of points: at first a copy of what is there, then grown at its end, then
 * moved over the old one at once. A bb that has the old file open goes on reading that one. Every method throws
 * UNUSABLE_DIRECTORY when the disk does not do as asked, and CANCELLED when the thread is interrupted. Not thread-safe; made and used under the {@link FolderLock}.
 */
final class PartFile implements AutoCloseable {
    private final Path target;
    private final Path path;
    private final FileChannel channel;
    private final long copied;
    private final boolean resumed;
    private long size;

    private PartFile(Path target, Path path, FileChannel channel, long copied, boolean resumed) throws IOException {
        this.target = target;
        this.path = path;
        this.channel = channel;
        this.copied = copied;
        this.resumed = resumed;
        this.size = channel.size();
    }

    /**
     * Goes on with what an earlier build left, where that is more than the file itself; otherwise starts from the file.
     *
     * @param target the file to replace; need not exist
     * @param bytes how long it is to become; more than it is now
     */
    static PartFile resume(Path target, long bytes) {
        return open(target, bytes, true);
    }

    /** Starts from the file, whatever an earlier build left; otherwise like {@link #resume}. */
    static PartFile start(Path target, long bytes) {
        return open(target, bytes, false);
    }

    private static PartFile open(Path target, long bytes, boolean resume) {
        Path path = target.resolveSibling(target.getFileName() + ".part");
        try {
            long there = sizeOf(target);
            long left = sizeOf(path);
            boolean resumed = resume && left > there;
            // Not by Files.getFileStore, which looks for a mount point and finds none in a chroot.
            long free = target.toAbsolutePath().resolveSibling("").toFile().getUsableSpace();
            if (free < bytes - left) {
                throw new CrsException(
                        CrsException.Code.UNUSABLE_DIRECTORY,
                        target + " is to have " + bytes + " bytes, but its disk has only " + free + " left");
            }
            if (!resumed) {
                Files.deleteIfExists(path);
            }
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.truncate(bytes);
            PartFile part = new PartFile(target, path, channel, there, resumed);
            if (!resumed) {
                part.copyTarget();
            }
            return part;
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** The bytes only: the file that is there may be write-protected. */
    private void copyTarget() {
        if (copied == 0) {
            return;
        }
        try (FileChannel source = FileChannel.open(target)) {
            while (size < copied) {
                long transferred = channel.transferFrom(source, size, copied - size);
                if (transferred == 0) {
                    throw new EOFException(target + " became shorter");
                }
                size += transferred;
            }
        } catch (IOException e) {
            close();
            discard();
            throw unusable(path, e);
        }
    }

    /** Returns whether it began with what an earlier build left. */
    boolean resumed() {
        return resumed;
    }

    /** Returns whether it holds more than the file that it is to replace. */
    boolean hasGrown() {
        return size > copied;
    }

    /** Returns how many bytes it has by now. */
    long size() {
        return size;
    }

    /** Writes at the end. */
    void append(byte[] bytes, int offset, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                size += channel.write(buffer, size);
            }
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Reads from a position; returns how many bytes were read, fewer than asked for only at the end of the file. */
    int read(long position, byte[] into) {
        try {
            return PointFile.read(channel, position, into);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Puts it in the file's place; the content is on the disk before the name is. */
    void moveIntoPlace() {
        try {
            channel.force(true);
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Removes it. */
    void discard() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static CrsException unusable(Path path, IOException cause) {
        return CrsException.unusable(
                path + " cannot be written (" + cause + "); is there room, and may this user write there?", cause);
    }
}
