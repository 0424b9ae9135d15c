package dev.teerex.file;

import dev.teerex.Ticker;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The right to change something: held by one thread of one process at a time, by means of a file that stays. */
public final class ExclusiveLock {
    // There is no file lock with a time limit, so it is asked for again and again.
    private static final long PAUSE_MILLIS = 50;

    /**
     * Where it is this process that holds a lock, closing a second channel on the file would end it ({@link FileLock}: "on some
     * systems"; POSIX is one), so threads queue up here before they open it.
     */
    private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private ExclusiveLock() {}

    /** Others held the lock for longer than the caller would wait. */
    public static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;

        Busy(Path file, Duration patience) {
            super("another build has held " + file + " for " + patience.toSeconds() + " s; wait for it, or end it");
        }
    }

    /**
     * What is done under the lock.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T run() throws IOException;
    }

    /**
     * Does something while nobody else holds the lock.
     *
     * @param file the lock's file, in a folder that is there; made when it is not there
     * @param patience the longest wait for the lock
     * @param ticker what the wait is measured with
     * @param waiting is told once when there is something to wait for
     * @param work what is done
     * @return what the work returns
     * @throws Busy when the lock is not to be had in time
     * @throws InterruptedIOException when this thread is interrupted while it waits; it stays so
     * @throws IOException when the file system does not lock, and what the work throws
     */
    public static <T> T holding(Path file, Duration patience, Ticker ticker, Runnable waiting, Work<T> work)
            throws IOException {
        long begun = ticker.nanos();
        ReentrantLock threads = IN_THIS_PROCESS.computeIfAbsent(identity(file), any -> new ReentrantLock());
        try {
            boolean told = !threads.tryLock();
            if (told) {
                waiting.run();
                if (!threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new Busy(file, patience);
                }
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                while (!tryLock(channel)) {
                    if (!told) {
                        waiting.run();
                        told = true;
                    }
                    if (ticker.nanos() - begun > patience.toNanos()) {
                        throw new Busy(file, patience);
                    }
                    Thread.sleep(PAUSE_MILLIS);
                }
                return work.run();
            } finally {
                threads.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another build held " + file);
        }
    }

    private static Path identity(Path file) throws IOException {
        @Nullable Path folder = file.toAbsolutePath().getParent();
        @Nullable Path name = file.getFileName();
        if (folder == null || name == null) {
            throw new IOException(file + " is no file in a folder");
        }
        return folder.toRealPath().resolve(name);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldUnderAnotherClassLoader) {
            return false;
        }
    }
}
