package dev.teerex.server.standalone;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until something is so; a test that never sees it fails. */
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
        try {
            while (!condition.holds()) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("not so within " + LIMIT.toSeconds() + " s");
                }
                millis(20);
            }
        } catch (AssertionError | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static void millis(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
