package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {
    @ParameterizedTest
    @CsvSource({"PT0.000000001S,1", "PT0.001S,1", "PT5S,5000", "P25D,2147483647", "PT2562047788015215H,2147483647"})
    void aTimeoutIsWithinWhatOkHttpTakes(Duration timeout, int millis) {
        OkHttpClient client =
                Clients.of(new HttpSettings(false, List.of(), timeout, timeout)).build();
        assertThat(client.connectTimeoutMillis()).isEqualTo(millis);
        assertThat(client.writeTimeoutMillis()).isEqualTo(millis);
    }
}
