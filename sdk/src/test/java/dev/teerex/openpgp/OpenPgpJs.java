package dev.teerex.openpgp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The npm package {@code openpgp}, which the TypeScript SDK and server use, and programs of ours for Node that use it. */
public final class OpenPgpJs {
    private static final String VERSION = "6.3.0";
    private static final Path PROJECT =
            Path.of("target", "openpgpjs-" + VERSION).toAbsolutePath();

    private OpenPgpJs() {}

    /** Installs the package into this module's target folder, or skips the test that asks. */
    public static void install() throws IOException, InterruptedException {
        Files.createDirectories(PROJECT);
        if (!Files.isDirectory(PROJECT.resolve("node_modules/openpgp"))) {
            Files.writeString(PROJECT.resolve("package.json"), "{\"private\": true}");
            ProcessBuilder install = new ProcessBuilder(
                            "npm",
                            "install",
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            "--save-exact",
                            "openpgp@" + VERSION)
                    .directory(PROJECT.toFile());
            Path log = PROJECT.resolve("install.log");
            assumeTrue(succeeds(install, log), "skipped: node, npm or its registry is missing, see " + log);
        }
    }

    /** Returns what starts a program, one of the files beside {@code openpgpjs.mjs}. */
    public static ProcessBuilder program(String name, String... arguments) throws IOException {
        Path file = PROJECT.resolve(name);
        try (InputStream script = OpenPgpJs.class.getResourceAsStream("/openpgp/" + name)) {
            Files.copy(Objects.requireNonNull(script), file, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>(List.of("node", file.toString()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).directory(PROJECT.toFile());
    }

    /** Runs something to its end, two minutes at most; returns whether it succeeded. What it says is in the log. */
    public static boolean succeeds(ProcessBuilder command, Path log) throws IOException, InterruptedException {
        Process process;
        try {
            process = command.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            Files.writeString(log, command.command().get(0) + " cannot be started");
            return false;
        }
        try {
            return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
