package dev.teerex.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadMemoryTest {
    /** Takes chunks until the heap is full, and gives them back. */
    public static final class FullHeap {
        // Given up when the heap is full, so that there is room to say how that went.
        private static byte[] reserve = new byte[2 << 20];

        private static final byte[] NOTHING = new byte[0];

        public static void main(String[] arguments) {
            PayloadMemory memory = new PayloadMemory(1L << 30);
            List<byte[]> chunks = new ArrayList<>(4096);
            boolean full = false;
            while (!full) {
                try {
                    chunks.add(memory.take());
                } catch (OutOfMemoryError e) {
                    full = true;
                    reserve = NOTHING;
                }
            }
            chunks.forEach(memory::giveBack);
            System.out.println("taken " + chunks.size() + ", still in use " + memory.bytesInUse());
        }
    }

    @Test
    void aChunkThatTheHeapHasNoRoomForIsNotCounted() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullHeap.class.getName())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out).matches("taken [1-9][0-9]*, still in use 0\\s+");
    }
}
