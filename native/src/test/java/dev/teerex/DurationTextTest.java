package dev.teerex;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"90s,PT1M30S", "20m,PT20M", "1h,PT1H", "250 ms,PT0.25S", "PT1H,PT1H", "pt5s,PT5S", "' 7S ',PT7S"})
    void durationsAreReadAsPeopleWriteThem(String text, Duration expected) {
        assertThat(DurationText.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "-5s", "PT-1S", "PT0.0004S", "soon", "10", "1d", "99999999999s", "1m30"})
    void whatIsNoPositiveDurationIsNone(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }
}
