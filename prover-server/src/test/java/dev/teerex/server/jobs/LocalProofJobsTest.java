package dev.teerex.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Ticker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalProofJobsTest {
    @Test
    void aTaskThatTheSystemHasNoThreadForIsWiped() throws IOException {
        PayloadMemory memory = new PayloadMemory(1 << 20, 1 << 20);
        Error none = new OutOfMemoryError("unable to create native thread");
        try (LocalProofJobs jobs = new LocalProofJobs(
                (task, queued, listener) -> {
                    throw new AssertionError("there is no thread for it");
                },
                1,
                1,
                Duration.ofSeconds(1),
                task -> {
                    throw none;
                },
                Ticker.system(),
                (outcome, running) -> {})) {
            ProofTask task =
                    new ProofTask.Message(Payload.readAll(memory, "a client", new ByteArrayInputStream(new byte[10])));
            assertThatThrownBy(() -> jobs.submit(task)).isSameAs(none);
            assertThat(memory.bytesInUse()).isZero();
        }
    }
}
