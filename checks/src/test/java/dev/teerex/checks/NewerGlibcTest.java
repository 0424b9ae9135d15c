package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code .ci/newer-glibc} takes packages from: the machine's own mirror, in either form of apt's sources. */
class NewerGlibcTest {
    @TempDir
    Path folder;

    private Path apt;

    @BeforeEach
    void anAptThatDownloadsNothing() throws Exception {
        apt = Files.createDirectories(folder.resolve("apt"));
        Path program = Files.writeString(
                Files.createDirectories(folder.resolve("bin")).resolve("apt-get"), "#!/bin/sh\nexit 7\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void theMirrorOfSourcesInOneLineEach() throws Exception {
        Files.writeString(apt.resolve("sources.list"), "deb http://mirror.example/debian bookworm main\n");

        assertThat(written()).endsWith("] http://mirror.example/debian trixie main\n");
    }

    @Test
    void theMirrorOfSourcesInParagraphs() throws Exception {
        Path paragraphs = Files.createDirectories(apt.resolve("sources.list.d"));
        Files.writeString(paragraphs.resolve("debian.sources"), """
                Types: deb
                URIs: http://mirror.example/debian
                Suites: bookworm

                Types: deb
                URIs: http://mirror.example/debian-security
                """);

        assertThat(written()).endsWith("] http://mirror.example/debian trixie main\n");
    }

    /** Returns the source that it wrote down before it asked apt, which refuses. */
    private String written() throws Exception {
        Path target = folder.resolve("glibc");
        Program.Result result = Program.run(
                        folder,
                        "",
                        List.of(
                                "env",
                                "PATH=" + folder.resolve("bin") + ":" + System.getenv("PATH"),
                                Checkout.ROOT.resolve(".ci/newer-glibc").toString(),
                                target.toString(),
                                apt.toString()))
                .orElseThrow();
        assertThat(result.exitCode()).as(result.output()).isEqualTo(7);
        return Files.readString(target.resolve("sources.list"));
    }
}
