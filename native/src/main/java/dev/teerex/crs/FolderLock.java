package dev.teerex.crs;

import dev.teerex.Deadline;
import dev.teerex.crs.CrsException.Code;
import dev.teerex.file.ExclusiveLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The right to change a folder of points. The lock's file is the one that bb makes there too, so that a folder has one lock
 * file, not two.
 */
final class FolderLock {
    private static final String FILE = "crs.lock";

    private FolderLock() {}

    /**
     * Makes the folder where it is not there, and does the work while nobody else may change the folder.
     *
     * @throws CrsException LOCKED when others hold it for longer than {@code patience}, TIMED_OUT when longer than
     *     until the deadline; CANCELLED when the thread is
     *     interrupted; UNUSABLE_DIRECTORY; and what the work throws
     */
    static <T> T holding(Path folder, Duration patience, Deadline deadline, Supplier<T> work) {
        Duration left = Duration.ofMillis(deadline.remainingMillis());
        Duration wait = left.compareTo(patience) < 0 ? left : patience;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            return ExclusiveLock.holding(folder.resolve(FILE), wait, deadline.ticker(), () -> {}, work::get);
        } catch (InterruptedIOException e) {
            throw CrsException.cancelled(e);
        } catch (ExclusiveLock.Busy e) {
            if (deadline.passed()) {
                throw CrsException.timedOut(deadline, e);
            }
            throw new CrsException(Code.LOCKED, folder + " is being written: " + e.getMessage(), e);
        } catch (IOException e) {
            throw CrsException.unusable(
                    folder + " cannot be made, or nothing can be written in it (" + e + "); name another one with"
                            + " tee-rex.crsDirectory or CRS_PATH, or for the development CRS tee-rex.cacheDirectory",
                    e);
        }
    }

    /** Returns whether a lock file that is there already, made by whomever, can be used. */
    static boolean isWritable(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.notExists(file) || Files.isWritable(file);
    }
}
