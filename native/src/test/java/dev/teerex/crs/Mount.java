package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.Executable;

/** A file system of a test's own, where the user may mount one (root on Linux); otherwise the test is skipped. */
public final class Mount {
    private Mount() {}

    /** Does something while an empty file system with a limited size lies over a folder. */
    public static void ofSize(Path folder, String size, Executable body) throws Throwable {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()),
                "skipped: a small file system cannot be mounted here");
        mounted(folder, body);
    }

    /** Does something while a folder is read-only, for root too. */
    public static void readOnly(Path folder, Executable body) throws Throwable {
        assumeTrue(
                run("mount", "--bind", folder.toString(), folder.toString()),
                "skipped: a read-only file system cannot be mounted here");
        mounted(folder, () -> {
            assumeTrue(
                    run("mount", "-o", "remount,ro,bind", folder.toString()),
                    "skipped: a file system cannot be made read-only here");
            body.execute();
        });
    }

    private static void mounted(Path folder, Executable body) throws Throwable {
        try {
            body.execute();
        } finally {
            assertThat(run("umount", folder.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noSuchCommand) {
            return false;
        }
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
