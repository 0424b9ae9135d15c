package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingTest {
    private static final int BLOCKS = 10_000;

    @TempDir
    private Path temporary;

    /** 100 MB, in both directions, in a heap of 24 MiB of which the runtime itself needs about half. */
    @Test
    void aMessageFourTimesTheHeapStreamsThrough() throws Exception {
        Path file = temporary.resolve("message");
        Path log = temporary.resolve("log");

        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamingProgram.class.getName(),
                        file.toString(),
                        Integer.toString(BLOCKS))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            program.destroyForcibly();
        }

        assertThat(program.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.size(file)).isGreaterThan(BLOCKS * 10_000L);
    }
}
