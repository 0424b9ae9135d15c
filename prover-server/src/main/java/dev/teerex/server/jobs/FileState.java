package dev.teerex.server.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a file from one that has taken its place, or its name, without reading it.
 *
 * @param key what the file system knows it by, or null where that says nothing
 * @param size how many bytes it has
 * @param modified when it was written last
 */
record FileState(@Nullable Object key, long size, FileTime modified) {
    /** Returns the state of a file; nothing when it cannot be looked at. */
    static Optional<FileState> of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new FileState(now.fileKey(), now.size(), now.lastModifiedTime()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
