package dev.teerex.updater;

import java.time.Duration;

/** Waits. A parameter, so that a test of a wait takes no time. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Waits.
     *
     * @param time how long; zero or more
     * @throws UpdateException with {@code INTERRUPTED} when the thread was interrupted; its flag is set again
     */
    void sleep(Duration time);

    /** Returns the sleeper that really waits. */
    static Sleeper system() {
        return time -> {
            try {
                Thread.sleep(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UpdateException(UpdateException.Code.INTERRUPTED, "interrupted while waiting " + time, e);
            }
        };
    }
}
