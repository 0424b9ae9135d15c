package dev.teerex.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
    @Test
    void childrenAndTheirChildrenAreKilledToo() throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "sh -c 'sleep 300 & echo started; wait' & wait").start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("started");
            List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList();
            assertThat(family).hasSize(3);

            ProcessTree.kill(process);

            assertThat(family).allSatisfy(each -> assertThat(each.onExit()).succeedsWithin(Duration.ofSeconds(10)));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void aProcessThatHasEndedIsLeftAlone() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertThat(process.waitFor()).isZero();
        ProcessTree.kill(process);
        assertThat(process.exitValue()).isZero();
    }
}
