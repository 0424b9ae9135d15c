package dev.teerex.updater.rig;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the tests need from npm, installed once per build folder by npm itself: verdaccio, and GitHub's published schemas. */
public final class NpmTools {
    /** verdaccio asks for the dist-tag "cjs" of node-fetch, which not every registry has: hence the override. */
    private static final String PACKAGE = """
            {
              "name": "tee-rex-updater-tests", "version": "1.0.0", "private": true,
              "dependencies": {
                "verdaccio": "6.2.9", "@octokit/openapi": "23.0.2", "@octokit/graphql-schema": "15.26.1"
              },
              "overrides": { "node-fetch": "2.7.0" }
            }
            """;

    private NpmTools() {}

    /** Returns the folder {@code node_modules}; the test that asks is skipped when npm or its network is not there. */
    public static synchronized Path modules() {
        Path folder = Path.of(System.getProperty("tee-rex.test.npm")).toAbsolutePath();
        Path done = folder.resolve("done");
        if (!Files.exists(done)) {
            install(folder);
            try {
                Files.createFile(done);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folder.resolve("node_modules");
    }

    private static void install(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("package.json"), PACKAGE);
            if (run(folder, List.of("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund")) != 0) {
                abort("skipped: npm cannot install verdaccio here (" + folder.resolve("npm.log") + ")");
            }
            // The descriptions of older servers are hundreds of MiB.
            try (Stream<Path> files = Files.walk(folder.resolve("node_modules/@octokit/openapi/generated"))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (Files.isRegularFile(file) && !file.endsWith("api.github.com.json")) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            abort("skipped: npm is not available (" + e.getMessage() + ")");
        }
    }

    /** Runs a program with a limit of five minutes; returns its exit code. */
    static int run(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        try {
            return process.waitFor(5, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
