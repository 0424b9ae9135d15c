package dev.teerex.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadMemoryTest {
    /** Takes chunks until the heap is full, and gives them back. */
    public static final class FullHeap {
        // Given up when the heap is full, so that there is room to say how that went: nobody reads it.
        @SuppressWarnings("UnusedVariable")
        private static byte[] reserve = new byte[2 << 20];

        private static final byte[] NOTHING = new byte[0];

        public static void main(String[] arguments) {
            PayloadMemory memory = new PayloadMemory(1L << 30, 1L << 30);
            List<byte[]> chunks = new ArrayList<>(4096);
            boolean full = false;
            while (!full) {
                try {
                    chunks.add(memory.take("a client", 0));
                } catch (OutOfMemoryError e) {
                    full = true;
                    reserve = NOTHING;
                }
            }
            chunks.forEach(chunk -> memory.giveBack("a client", chunk));
            System.out.println("taken " + chunks.size() + ", still in use " + memory.bytesInUse());
        }
    }

    private static void assertRefused(PayloadMemory memory, String client, int held, Code reason) {
        assertThatThrownBy(() -> memory.take(client, held))
                .isInstanceOfSatisfying(
                        ServerException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void oneClientHasHalfAndOthersTheRest() {
        PayloadMemory memory = new PayloadMemory(8 * PayloadMemory.CHUNK, 2 * PayloadMemory.CHUNK);
        byte[] last = memory.take("one", 0);
        for (int i = 0; i < 3; i++) {
            last = memory.take("one", 0);
        }
        assertRefused(memory, "one", 0, Code.PAYLOAD_MEMORY_FULL);
        for (int i = 0; i < 4; i++) {
            memory.take("each" + i, 0);
        }
        assertRefused(memory, "other", 0, Code.PAYLOAD_MEMORY_FULL);
        memory.giveBack("one", last);
        memory.take("one", 0);
    }

    @Test
    void nobodySeesWhatWasInAChunkBefore() {
        PayloadMemory memory = new PayloadMemory(PayloadMemory.CHUNK, PayloadMemory.CHUNK);
        byte[] chunk = memory.take("one", 0);
        Arrays.fill(chunk, (byte) 7);

        memory.giveBack("one", chunk);

        assertThat(chunk).containsOnly(0);
        assertThat(memory.take("other", 0)).containsOnly(0);
    }

    @Test
    void aPayloadThatCanNeverFitIsNotToldToComeAgain() {
        PayloadMemory memory = new PayloadMemory(4 * PayloadMemory.CHUNK, 3 * PayloadMemory.CHUNK);
        for (int held = 0; held < 4; held++) {
            memory.take("one", held);
        }
        assertRefused(memory, "one", 4, Code.BODY_TOO_LARGE);
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
