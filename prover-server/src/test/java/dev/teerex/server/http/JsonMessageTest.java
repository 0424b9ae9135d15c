package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.server.ServerException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JsonMessageTest {
    @Test
    void aNumberIsNotReadToItsEnd() {
        byte[] body = new byte[10 << 20];
        Arrays.fill(body, (byte) '1');
        byte[] begin = "{\"a\":".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(begin, 0, body, 0, begin.length);
        ByteArrayInputStream in = new ByteArrayInputStream(body);
        assertThatThrownBy(() -> JsonMessage.open(in))
                .isInstanceOfSatisfying(ServerException.class, e -> assertThat(e.reason())
                        .isEqualTo(ServerException.Code.MALFORMED_BODY));
        assertThat(in.available()).isGreaterThan(9 << 20);
    }
}
