package dev.teerex.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes small files so that a reader sees the old content or the new one, never a part. Whoever may read what this process
 * creates otherwise may read them: they are not for secrets.
 */
public final class AtomicFile {
    /** How the names of files end that are still being written. */
    public static final String PART = ".part";

    private AtomicFile() {}

    public static void write(Path file, byte[] content) throws IOException {
        Path part = Files.createTempFile(
                file.toAbsolutePath().getParent(), file.getFileName() + ".", PART, permissions(file));
        try {
            try (FileOutputStream out = new FileOutputStream(part.toFile())) {
                out.write(content);
                // Before it has its name: after a power cut the name would stand for an empty file.
                out.getFD().sync();
            }
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    // Without them, only the owner could read it. The umask is taken off by the system.
    private static FileAttribute<?>[] permissions(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-"))
                }
                : new FileAttribute<?>[0];
    }

    public static void move(Path part, Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
