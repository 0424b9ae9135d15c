package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyStreamTest {
    private final AtomicLong now = new AtomicLong();

    /** A client that sends this many bytes every second. */
    private InputStream client(int bytesEachSecond) {
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                now.addAndGet(Duration.ofSeconds(1).toNanos());
                return Math.min(length, bytesEachSecond);
            }
        };
    }

    private static void assertRefused(BodyStream body, Code reason) {
        assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                .isInstanceOfSatisfying(
                        ServerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void oneByteASecondIsTooSlowSoonAfterTenSeconds() {
        BodyStream body = new BodyStream(client(1), 1_000_000, 1000, () -> false, now::get);
        assertRefused(body, Code.BODY_TOO_SLOW);
        assertThat(body.received()).isBetween(10L, 12L);
    }

    @Test
    void theSlowestAllowedRateIsFastEnough() {
        BodyStream body = new BodyStream(client(1000), 1_000_000, 1000, () -> false, now::get);
        assertRefused(body, Code.BODY_TOO_LARGE);
        assertThat(body.waited()).isEqualTo(Duration.ofSeconds(1001));
    }

    @Test
    void muchAtOnceDoesNotBuyMinutesOfNothing() {
        InputStream burst = new SequenceInputStream(new ByteArrayInputStream(new byte[500_000]), client(1));
        BodyStream body = new BodyStream(burst, 1_000_000, 1000, () -> false, now::get);
        assertRefused(body, Code.BODY_TOO_SLOW);
        assertThat(body.received()).isBetween(500_030L, 500_032L);
    }

    @Test
    void theLimitItselfIsAllowed() throws IOException {
        byte[] all = new byte[1000];
        assertThat(new BodyStream(new ByteArrayInputStream(all), 1000, 1, () -> false, now::get).readAllBytes())
                .hasSize(1000);
        assertRefused(
                new BodyStream(new ByteArrayInputStream(all), 999, 1, () -> false, now::get), Code.BODY_TOO_LARGE);
    }

    @Test
    void aStallIsToldFromAnEnd() {
        assertRefused(
                new BodyStream(failing(new IOException(new TimeoutException())), 10, 1, () -> false, now::get),
                Code.BODY_TOO_SLOW);
        assertRefused(
                new BodyStream(failing(new IOException("reset")), 10, 1, () -> false, now::get), Code.CLIENT_GONE);
    }

    private static InputStream failing(IOException failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw failure;
            }
        };
    }
}
