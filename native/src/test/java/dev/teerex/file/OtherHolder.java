package dev.teerex.file;

import dev.teerex.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/** Asks for a lock at once: in a process of its own, or under another class loader. */
public final class OtherHolder implements Predicate<Path> {
    /** Says whether the lock is to be had; its file is the argument. */
    public static void main(String[] args) {
        System.out.print(new OtherHolder().test(Path.of(args[0])) ? "free" : "held");
    }

    @Override
    public boolean test(Path file) {
        try {
            return ExclusiveLock.holding(file, Duration.ZERO, Ticker.system(), () -> {}, () -> true);
        } catch (ExclusiveLock.Busy e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
