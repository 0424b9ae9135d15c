package dev.teerex.updater.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpCallsTest {
    /** Its effect would be seen in minutes only. */
    @Test
    void aServerThatSendsAByteNowAndThenHoldsNoCall() {
        assertThat(Duration.ofMillis(HttpCalls.client().callTimeoutMillis()))
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofMinutes(2));
    }
}
