package dev.teerex.updater.http;

import java.time.Duration;

/**
 * How often and how patiently a read is tried.
 *
 * @param attempts tries in all, at least 1
 * @param firstWait wait before the second try; doubled for each further one
 * @param longestWait the longest single wait that is accepted, also when a server asks for it
 */
public record RetryPolicy(int attempts, Duration firstWait, Duration longestWait) {
    /** Five tries, 1 s at first, and at most two minutes for a server that asks for it. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofMinutes(2));

    /** Checks the values. */
    public RetryPolicy {
        if (attempts < 1 || firstWait.isNegative() || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("a retry policy needs one attempt or more, and sane waits");
        }
    }

    /**
     * Returns the wait after a try that failed.
     *
     * @param failed number of tries that failed so far, at least 1
     */
    public Duration waitAfter(int failed) {
        Duration wait = firstWait.multipliedBy(1L << Math.min(failed - 1, 16));
        return wait.compareTo(longestWait) > 0 ? longestWait : wait;
    }
}
