package dev.teerex.bb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed JVM leaves behind is removed by the next one, and nothing else is. */
class SocketFolderTest {
    @TempDir
    Path parent;

    private Path folder(String name, Duration age, String file) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.createFile(folder.resolve(file));
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(age)));
        return folder;
    }

    private void makeOne() {
        try (SocketFolder made = SocketFolder.in(parent)) {
            assertThat(made.socket().getParent()).isDirectory();
        }
    }

    @Test
    void onlyThisUserMayEnter() throws IOException {
        try (SocketFolder made = SocketFolder.in(parent)) {
            assertThat(Files.getPosixFilePermissions(made.socket().getParent()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFolderThatWasLeftBehindIsRemoved() throws IOException {
        Path left = folder("tee-rex-123", Duration.ofDays(2), "bb.sock");
        makeOne();
        assertThat(left).doesNotExist();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aFolderThatMayBeInUseStays() throws IOException {
        Path inUse = folder("tee-rex-123", Duration.ofHours(20), "bb.sock");
        makeOne();
        assertThat(inUse.resolve("bb.sock")).exists();
    }

    @Test
    void oneOfThisProcessStaysHoweverOldItSeems() throws IOException {
        try (SocketFolder inUse = SocketFolder.in(parent)) {
            Files.createFile(inUse.socket());
            Files.setLastModifiedTime(
                    inUse.socket().getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            makeOne();
            assertThat(inUse.socket()).exists();
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatIsNotOfThisMakingStays() throws IOException {
        Path otherName = folder("tee-rex-bench1", Duration.ofDays(2), "bb.sock");
        Path otherContent = folder("tee-rex-124", Duration.ofDays(2), "notes");
        Path link = Files.createSymbolicLink(parent.resolve("tee-rex-125"), otherName);
        makeOne();
        assertThat(otherName.resolve("bb.sock")).exists();
        assertThat(otherContent.resolve("notes")).exists();
        assertThat(link).isSymbolicLink();
    }
}
