package dev.teerex.checks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** Runs programs. */
final class Program {
    private Program() {}

    /** What a program printed, both streams together, and how it ended. */
    record Result(int exitCode, String output) {}

    /** Runs a program for two minutes at most; empty if there is no such program. */
    static Optional<Result> run(Path folder, String input, List<String> command) throws Exception {
        Path output = Files.createTempFile("output", ".log");
        Path in = Files.writeString(Files.createTempFile("input", ".txt"), input);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(in.toFile())
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
            return Optional.of(
                    new Result(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            Files.delete(output);
            Files.delete(in);
        }
    }

    /** Returns what skips a test that lacks a program, once thrown; CI's log shows the line, as the test runner does not. */
    static TestAbortedException skipped(String what) {
        System.out.println("skipped: " + what);
        return new TestAbortedException("skipped: " + what);
    }
}
