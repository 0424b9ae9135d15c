package dev.teerex;

import java.time.Duration;

/**
 * A moment by which something must be done, so that many waits share one limit. Thread-safe.
 *
 * @param ticker what it is measured with
 * @param limit the whole time that was given
 * @param end the moment, in the ticker's nanoseconds
 */
public record Deadline(Ticker ticker, Duration limit, long end) {
    /** Returns the deadline that lies this far ahead; more than a hundred years is taken for that. */
    public static Deadline after(Duration limit, Ticker ticker) {
        long nanos = limit.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE / 4 : limit.toNanos();
        return new Deadline(ticker, limit, ticker.nanos() + nanos);
    }

    /** Returns a deadline that nobody sees pass, for what nobody waits for. */
    public static Deadline never(Ticker ticker) {
        return after(Duration.ofDays(36_500), ticker);
    }

    /** Returns whether it passes before another one of the same ticker. */
    public boolean isBefore(Deadline other) {
        return end - other.end < 0;
    }

    /** Returns the milliseconds left, rounded up; 0 when it has passed. */
    public long remainingMillis() {
        return Math.max(0, (end - ticker.nanos() + 999_999) / 1_000_000);
    }

    /** Returns whether it has passed. */
    public boolean passed() {
        return end - ticker.nanos() <= 0;
    }
}
