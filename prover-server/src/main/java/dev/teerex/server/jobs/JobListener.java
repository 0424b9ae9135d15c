package dev.teerex.server.jobs;

import java.time.Duration;

/** Is told how each proof ended, on the thread that ended it; it must return at once. */
@FunctionalInterface
public interface JobListener {
    /**
     * A proof is over.
     *
     * @param outcome {@code proved}, {@code failed}, {@code cancelled} or {@code expired}
     * @param running how long it ran; zero when its turn never came
     */
    void ended(String outcome, Duration running);
}
