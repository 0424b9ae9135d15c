package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1:80", "localhost, localhost:80", "::1, [::1]:80", "[::1], [::1]:80"})
    void theReadyLineHasAnAddressThatCanBeCalled(String host, String authority) {
        assertThat(Main.authority(host, 80)).isEqualTo(authority);
    }
}
