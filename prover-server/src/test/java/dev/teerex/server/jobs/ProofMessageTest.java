package dev.teerex.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.teerex.InputException;
import dev.teerex.bb.TestInputs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofMessageTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A map of one key, with the head of a binary of nearly 2 GiB, of which nothing comes. */
    private static byte[] announcing(String key) {
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[2 + name.length + 5];
        message[0] = (byte) 0x81;
        message[1] = (byte) (0xa0 | name.length);
        System.arraycopy(name, 0, message, 2, name.length);
        byte[] head = {(byte) 0xc6, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xf0};
        System.arraycopy(head, 0, message, 2 + name.length, head.length);
        return message;
    }

    @Test
    void closingWipesTheWitness() throws IOException {
        PayloadMemory memory = new PayloadMemory(1 << 20, 1 << 20);
        byte[] map = TestInputs.pack(
                Map.of("scheme", "ultra_honk", "bytecode", new byte[] {1, 2}, "witness", new byte[] {3, 4, 5}));
        byte[] witness;
        try (ProofMessage message = ProofMessage.read(
                Payload.readAll(memory, "a client", new ByteArrayInputStream(map)), Integer.MAX_VALUE)) {
            witness = message.witness();
            assertThat(witness).containsExactly(3, 4, 5);
        }
        assertThat(witness).containsExactly(0, 0, 0);
        assertThat(memory.bytesInUse()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytecode", "witness", "verification_key", "ivc_inputs"})
    void noRoomIsMadeForMoreThanTheMessageHas(String key) throws IOException {
        PayloadMemory memory = new PayloadMemory(1 << 20, 1 << 20);
        try (Payload payload = Payload.readAll(memory, "a client", new ByteArrayInputStream(announcing(key)))) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> ProofMessage.read(payload, Integer.MAX_VALUE))
                    .isInstanceOf(InputException.class);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
        }
        assertThat(memory.bytesInUse()).isZero();
    }
}
