package dev.teerex.crs;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process of its own that holds a folder until its standard input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) {
        FolderLock.holding(Path.of(arguments[0]), Duration.ofSeconds(30), Deadline.never(Ticker.system()), () -> {
            System.out.println("held");
            try {
                return System.in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
