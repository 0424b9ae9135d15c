package dev.teerex.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.server.standalone.Wait;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
        private volatile boolean begun;

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            begun = true;
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
        log.write(JsonLog.Level.INFO, "before", Map.of());
        Wait.until(() -> stalled.begun);
        for (int i = 1; i < 10_000; i++) {
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

    /** A disk that takes half a line, is full until there is room again, and has a file with one line. */
    private static final class FullDisk extends OutputStream {
        private final ByteArrayOutputStream file = new ByteArrayOutputStream();
        private volatile boolean full = true;
        private volatile String offered = "";
        private boolean first = true;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            offered = new String(from, offset, length, StandardCharsets.UTF_8);
            if (first) {
                file.write(from, offset, length / 2);
                first = false;
            }
            if (full) {
                throw new IOException("no space left on device");
            }
            file.write(from, offset, length);
        }
    }

    @Test
    void linesThatFindNoRoomOnTheDiskWaitAndThoseBeyondAreCounted() {
        FullDisk disk = new FullDisk();
        LogQueue queue = new LogQueue(disk);
        JsonLog log = new JsonLog(queue, Clock.systemUTC());
        log.write(JsonLog.Level.INFO, "before", Map.of());
        Wait.until(() -> !disk.offered.isEmpty());
        for (int i = 1; i < 10_000; i++) {
            log.write(JsonLog.Level.INFO, "before", Map.of());
        }
        disk.full = false;
        Wait.until(() -> disk.file.toString(StandardCharsets.UTF_8).lines().count() > 4096);
        log.write(JsonLog.Level.INFO, "after", Map.of());
        queue.close();
        List<String> lines = disk.file.toString(StandardCharsets.UTF_8).lines().toList();
        int before = lines.size() - 2;
        assertThat(lines.get(0)).startsWith("{").doesNotContain("}");
        assertThat(lines.subList(1, before)).allMatch(line -> line.endsWith("\"event\":\"before\"}"));
        assertThat(lines.get(before)).endsWith("\"event\":\"log\",\"lost\":" + (10_000 - (before - 1)) + "}");
        assertThat(lines.get(before + 1)).endsWith("\"event\":\"after\"}");
    }

    @Test
    void theEndDoesNotWaitForRoom() {
        FullDisk disk = new FullDisk();
        LogQueue queue = new LogQueue(disk);
        JsonLog log = new JsonLog(queue, Clock.systemUTC());
        log.write(JsonLog.Level.INFO, "first", Map.of());
        log.write(JsonLog.Level.INFO, "last", Map.of());
        queue.close();
        Wait.until(() -> disk.offered.contains("\"last\""));
    }
}
