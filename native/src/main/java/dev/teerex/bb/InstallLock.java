package dev.teerex.bb;

import dev.teerex.bb.BbException.Code;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keeps other threads, class loaders and processes out of a folder. The lock's file stays: removing it would be a race. */
final class InstallLock {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private InstallLock() {}

    /** What is done under the lock. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does something under the lock.
     *
     * @param file the lock's file, made when it is not there
     * @param wait the longest wait for the lock
     * @param waiting is told when there is something to wait for
     * @param work what is done
     * @return what the work returns
     * @throws BbException {@link Code#CACHE_UNUSABLE} when the lock is not to be had in time
     * @throws IOException when the file system does not lock, this thread is interrupted while it waits, or by the work
     */
    static <T> T whileHeld(Path file, Duration wait, Runnable waiting, Work<T> work) throws IOException {
        // Closing the channel frees the lock.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!take(channel)) {
                waiting.run();
                await(channel, file, wait);
            }
            return work.run();
        }
    }

    private static void await(FileChannel channel, Path file, Duration wait) throws IOException {
        // There is no file lock with a time limit, so it is asked for again and again.
        for (long left = wait.dividedBy(PAUSE); left > 0; left--) {
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while another build held " + file);
            }
            if (take(channel)) {
                return;
            }
        }
        throw new BbException(
                Code.CACHE_UNUSABLE,
                "another build has held " + file + " for " + wait.toSeconds() + " s; wait for it, or end it",
                null);
    }

    /** Takes the lock where it is free, and returns whether it did. */
    private static boolean take(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        }
    }
}
