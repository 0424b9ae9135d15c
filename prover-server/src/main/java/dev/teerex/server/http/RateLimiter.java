package dev.teerex.server.http;

import dev.teerex.Ticker;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** So many requests a minute for each client. The clients seen last are known; there are never more than a bound. Thread-safe. */
final class RateLimiter {
    private static final int MAX_CLIENTS = 10_000;

    private final int perMinute;
    private final TimeMeter time;

    @SuppressWarnings("serial")
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_CLIENTS;
        }
    };

    /**
     * Makes a limiter.
     *
     * @param perMinute how many requests; 0 for no limit
     * @param ticker what time is measured with
     */
    RateLimiter(int perMinute, Ticker ticker) {
        this.perMinute = perMinute;
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return ticker.nanos();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    /**
     * Counts a request.
     *
     * @throws ServerException with {@link Code#RATE_LIMITED} when it is one too many
     */
    void take(String client) {
        if (perMinute == 0) {
            return;
        }
        Bucket bucket;
        synchronized (buckets) {
            bucket = buckets.computeIfAbsent(client, key -> newBucket());
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw ServerException.tryAgain(
                    Code.RATE_LIMITED,
                    "one client may ask for " + perMinute + " proofs a minute; try again later",
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .withCustomTimePrecision(time)
                .build();
    }
}
