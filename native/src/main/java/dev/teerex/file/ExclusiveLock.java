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

    // Of this class loader; that of another plugin has its own.
    private static final Map<Path, Place> IN_THIS_PROCESS = new ConcurrentHashMap<>();

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
        Place place = IN_THIS_PROCESS.computeIfAbsent(identity(file), any -> new Place());
        try {
            boolean told = !place.threads.tryLock();
            if (told) {
                waiting.run();
                if (!place.threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new Busy(file, patience);
                }
            }
            try {
                place.forgetLastAttempt();
                while (!place.lock(file)) {
                    if (!told) {
                        waiting.run();
                        told = true;
                    }
                    if (ticker.nanos() - begun >= patience.toNanos()) {
                        throw new Busy(file, patience);
                    }
                    Thread.sleep(PAUSE_MILLIS);
                }
                try {
                    return work.run();
                } finally {
                    place.unlock();
                }
            } finally {
                place.threads.unlock();
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

    /**
     * A lock's file as the threads of this class loader see it. Closing any channel on the file ends the lock that the process
     * has on it, whichever channel that was asked for with ({@link FileLock}: "on some systems"; POSIX is one). So threads queue
     * up before they open it, and a thread that gives up leaves its channel open, for another class loader may hold the lock.
     */
    private static final class Place {
        private final ReentrantLock threads = new ReentrantLock();
        private @Nullable FileChannel channel;

        /** Closes what a thread that gave up left open, unless that would end another's lock. */
        void forgetLastAttempt() throws IOException {
            if (channel != null && locks(channel)) {
                unlock();
            }
        }

        boolean lock(Path file) throws IOException {
            FileChannel asked = channel;
            if (asked == null) {
                asked = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                channel = asked;
            }
            return locks(asked);
        }

        void unlock() throws IOException {
            FileChannel held = channel;
            channel = null;
            if (held != null) {
                held.close();
            }
        }

        private boolean locks(FileChannel asked) throws IOException {
            try {
                return asked.tryLock() != null;
            } catch (OverlappingFileLockException heldUnderAnotherClassLoader) {
                return false;
            } catch (IOException e) {
                // Where nothing can be locked, there is no lock to end.
                unlock();
                throw e;
            }
        }
    }
}
