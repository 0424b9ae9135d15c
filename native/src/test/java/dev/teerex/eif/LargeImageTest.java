package dev.teerex.eif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeImageTest {
    @TempDir
    Path folder;

    @Test
    void writingAndMeasuring300MibNeedsAtMost64MibOfHeap() throws Exception {
        Path log = folder.resolve("log");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeImage.class.getName(),
                        folder.resolve("large.eif").toString(),
                        "300")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(java.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(java.exitValue()).as(() -> read(log)).isZero();
        } finally {
            java.destroyForcibly();
        }
        assertThat(read(log)).contains("300 MiB written");
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
