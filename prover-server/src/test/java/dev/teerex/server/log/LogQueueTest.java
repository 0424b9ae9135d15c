package dev.teerex.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.server.standalone.Wait;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LogQueueTest {
    /** A stream that takes nothing until it is let. */
    private static final class Stalled extends OutputStream {
        private final CountDownLatch let = new CountDownLatch(1);
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            try {
                let.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            bytes.write(from, offset, length);
        }

        List<String> lines() {
            return bytes.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void linesThatNobodyTakesAreLostAndCounted() {
        Stalled stalled = new Stalled();
        LogQueue queue = new LogQueue(stalled);
        JsonLog log = new JsonLog(queue, Clock.systemUTC());
        for (int i = 0; i < 10_000; i++) {
            log.write(JsonLog.Level.INFO, "before", Map.of());
        }
        stalled.let.countDown();
        Wait.until(() -> stalled.lines().size() >= 4096);
        log.write(JsonLog.Level.INFO, "after", Map.of());
        queue.close();
        List<String> lines = stalled.lines();
        int before = lines.size() - 2;
        assertThat(lines.subList(0, before)).allMatch(line -> line.endsWith("\"event\":\"before\"}"));
        assertThat(lines.get(before)).endsWith("\"event\":\"log\",\"lost\":" + (10_000 - before) + "}");
        assertThat(lines.get(before + 1)).endsWith("\"event\":\"after\"}");
    }
}
