package dev.teerex.eif;

import static dev.teerex.eif.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.eif.EifException.Code;
import dev.teerex.process.ShortCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that write one image at once: each writes a file of its own. */
class TwoBuildsTest {
    @TempDir
    Path folder;

    @Test
    void neitherThreadsNorProcessesTouchWhatAnotherWrites() throws Exception {
        Path file = folder.resolve("image.eif");
        EifContents contents = new EifContents(
                Architecture.X86_64,
                out -> {
                    inAnotherThread(() -> assertFails(Code.UNREADABLE, () -> OtherBuild.fail(file)));
                    inAnotherThread(() -> OtherBuild.write(file));
                    inAnotherProcess(file);
                    assertThat(commandLine(file)).isEqualTo("other");
                    Vectors.content("kernel").writeTo(out);
                },
                "first",
                List.of(Vectors.content("ramdisk")),
                Vectors.METADATA);

        new EifWriter(Runnable::run, EifProgress.NONE).write(contents, file);

        assertThat(commandLine(file)).isEqualTo("first");
        assertThat(folder).isDirectoryNotContaining(each -> !each.equals(file));
    }

    private static String commandLine(Path file) {
        try (Eif eif = Eif.open(file)) {
            eif.measure(Runnable::run);
            return eif.commandLine();
        }
    }

    private static void inAnotherThread(Runnable work) {
        CompletableFuture.runAsync(work).join();
    }

    private static void inAnotherProcess(Path file) {
        List<String> command = List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                OtherBuild.class.getName(),
                file.toString());
        try {
            ShortCommand.Result result = ShortCommand.run(command, Map.of(), Duration.ofSeconds(60));
            assertThat(result.errors()).isEmpty();
            assertThat(result.exitCode()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A build of its own that writes the image that it is told. */
    static final class OtherBuild {
        private OtherBuild() {}

        public static void main(String[] arguments) {
            write(Path.of(arguments[0]));
        }

        static void write(Path file) {
            write(file, Vectors.content("kernel"));
        }

        static void fail(Path file) {
            write(file, SectionContent.file(file.resolveSibling("no kernel")));
        }

        private static void write(Path file, SectionContent kernel) {
            new EifWriter(Runnable::run, EifProgress.NONE)
                    .write(
                            new EifContents(
                                    Architecture.X86_64,
                                    kernel,
                                    "other",
                                    List.of(Vectors.content("ramdisk")),
                                    Vectors.METADATA),
                            file);
        }
    }
}
