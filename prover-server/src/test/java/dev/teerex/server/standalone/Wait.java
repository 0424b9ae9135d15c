package dev.teerex.server.standalone;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits until something is so; a test that never sees it fails, with the reason why it could not be seen where there was one. */
public final class Wait {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Wait() {}

    /** Something that will be so. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    public static void until(Condition condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        @Nullable Exception failure = null;
        while (System.nanoTime() - end < 0) {
            try {
                if (condition.holds()) {
                    return;
                }
                failure = null;
            } catch (Exception e) {
                // A server with little patience may have closed the connection of a slow machine's question.
                failure = e;
            }
            millis(20);
        }
        throw new AssertionError("not so within " + LIMIT.toSeconds() + " s", failure);
    }

    static void millis(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
