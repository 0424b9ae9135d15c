package dev.teerex.crs;

import dev.teerex.Ticker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a folder of points: held by one thread of one process at a time. The file is the one that bb makes
 * there too, so that a folder has one lock file, not two.
 */
final class FolderLock {
    private static final String FILE = "crs.lock";
    private static final long PAUSE_MILLIS = 50;

    /**
     * Where it is this process that holds a folder, closing a second channel on the file would end the lock
     * ({@link FileLock}: "on some systems"), so threads queue up here before they open it.
     */
    private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private FolderLock() {}

    /**
     * Makes the folder where it is not there, and does the work while nobody else may change the folder.
     *
     * @throws CrsException LOCKED when others hold it for longer than {@code patience}, or the thread is interrupted;
     *     UNUSABLE_DIRECTORY; and what the work throws
     */
    static <T> T holding(Path folder, Duration patience, Ticker ticker, Supplier<T> work) {
        long begun = ticker.nanos();
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            ReentrantLock threads = IN_THIS_PROCESS.computeIfAbsent(folder.toRealPath(), any -> new ReentrantLock());
            if (!threads.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy(folder, patience, null);
            }
            try (FileChannel channel =
                    FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                while (!tryLock(channel)) {
                    if (ticker.nanos() - begun > patience.toNanos()) {
                        throw busy(folder, patience, null);
                    }
                    Thread.sleep(PAUSE_MILLIS);
                }
                return work.get();
            } finally {
                threads.unlock();
            }
        } catch (IOException e) {
            throw new CrsException(
                    CrsException.Code.UNUSABLE_DIRECTORY,
                    folder + " cannot be made, or nothing can be written in it (" + e + "); name another one with"
                            + " tee-rex.crsDirectory or CRS_PATH, or for the development CRS tee-rex.cacheDirectory",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy(folder, patience, e);
        }
    }

    /** Returns whether a lock file that is there already, made by whomever, can be used. */
    static boolean isWritable(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.notExists(file) || Files.isWritable(file);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldUnderAnotherClassLoader) {
            return false;
        }
    }

    private static CrsException busy(Path folder, Duration patience, @Nullable Throwable cause) {
        return new CrsException(
                CrsException.Code.LOCKED,
                folder + " is being written by another build; gave up after " + patience.toSeconds() + " s",
                cause);
    }
}
