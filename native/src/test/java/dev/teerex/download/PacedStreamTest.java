package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.download.DownloadException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedStreamTest {
    private static final int RATE = (int) PacedStream.MIN_RATE;

    private final AtomicLong now = new AtomicLong();

    /** A server that sends so many bytes, each time after so many seconds. */
    private InputStream server(int bytes, int seconds, int times) {
        return new InputStream() {
            private int left = times;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (left-- == 0) {
                    return -1;
                }
                now.addAndGet(Duration.ofSeconds(seconds).toNanos());
                return Math.min(length, bytes);
            }
        };
    }

    private long drain(InputStream in) throws IOException {
        PacedStream paced = new PacedStream(URI.create("https://host.example/f"), in, Duration.ofSeconds(30), now::get);
        byte[] buffer = new byte[RATE];
        long all = 0;
        for (int read = paced.read(buffer, 0, RATE); read >= 0; read = paced.read(buffer, 0, RATE)) {
            all += read;
        }
        return all;
    }

    private void assertGivenUpAfter(int seconds, InputStream in) {
        assertThatExceptionOfType(DownloadException.class)
                .isThrownBy(() -> drain(in))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.CUT));
        assertThat(Duration.ofNanos(now.get())).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aByteNowAndThenIsGivenUp() {
        assertGivenUpAfter(31, server(1, 1, 100));
    }

    @Test
    void muchAtOnceBuysNoMoreThanTheFirstPatience() {
        InputStream burst = new ByteArrayInputStream(new byte[64 << 20]);
        assertGivenUpAfter(58, new SequenceInputStream(burst, server(1, 29, 1000)));
    }

    @Test
    void theSlowestRateIsPutUpWithAndSoIsAPause() throws IOException {
        InputStream pause = new SequenceInputStream(server(RATE, 1, 100), server(1, 29, 1));
        InputStream all = new SequenceInputStream(pause, server(RATE, 1, 100));
        assertThat(drain(all)).isEqualTo(200L * RATE + 1);
    }
}
