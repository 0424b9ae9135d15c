package dev.teerex.updater.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks the installed npm which registry it uses. It runs no shell, no script, and reaches no network. */
public final class NpmProgram implements Supplier<Optional<String>> {
    private static final int LONGEST_ANSWER = 4096;
    private static final int SECONDS = 30;

    private final Path directory;
    private final boolean windows;

    /**
     * Makes the question.
     *
     * @param directory the folder to ask in: npm reads the {@code .npmrc} there
     * @param windows whether npm is a batch file, as on Windows
     */
    public NpmProgram(Path directory, boolean windows) {
        this.directory = directory;
        this.windows = windows;
    }

    /** Returns the address, or empty when there is no npm, or it does not answer in time. */
    @Override
    public Optional<String> get() {
        Process process;
        try {
            process = new ProcessBuilder(windows ? "npm.cmd" : "npm", "config", "get", "registry")
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            String answer =
                    new String(process.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
            return answer.startsWith("http") ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }
}
