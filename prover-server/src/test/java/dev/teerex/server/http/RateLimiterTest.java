package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.server.ServerException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final int MAX_CLIENTS = 10_000;

    private final AtomicLong now = new AtomicLong();
    private final RateLimiter limiter = new RateLimiter(1, now::get);

    @Test
    void eachClientHasItsOwnCountWhichTimeForgives() {
        limiter.take("one");
        limiter.take("other");
        assertThatThrownBy(() -> limiter.take("one")).isInstanceOf(ServerException.class);

        now.addAndGet(Duration.ofMinutes(1).toNanos());
        limiter.take("one");
    }

    @Test
    void onlySoManyClientsAreKnownAndTheOneSeenLongestAgoIsForgotten() {
        limiter.take("first");
        limiter.take("second");
        assertThatThrownBy(() -> limiter.take("first")).isInstanceOf(ServerException.class);
        for (int i = 2; i < MAX_CLIENTS; i++) {
            limiter.take("client " + i);
        }
        assertThatThrownBy(() -> limiter.take("first")).isInstanceOf(ServerException.class);

        limiter.take("one more");

        // Which cannot be seen but by its coming again as if for the first time.
        assertThatCode(() -> limiter.take("second")).doesNotThrowAnyException();
        assertThatThrownBy(() -> limiter.take("first")).isInstanceOf(ServerException.class);
    }
}
