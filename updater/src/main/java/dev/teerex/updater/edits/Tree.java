package dev.teerex.updater.edits;

import java.util.List;
import java.util.Optional;

/** The files of a repository at one moment: a commit, or a folder. */
public interface Tree {
    /** The largest file that is read for an edit, in bytes. */
    long LARGEST_FILE = 16L * 1024 * 1024;

    /** Returns the paths of all regular files, with slashes, in a fixed order. */
    List<String> paths();

    /**
     * Reads a file.
     *
     * @param path its path
     * @return its bytes, or empty when there is no regular file of that path
     * @throws dev.teerex.updater.UpdateException with {@code BAD_FILE} when it is larger than {@link #LARGEST_FILE} or cannot
     *     be read
     */
    Optional<byte[]> read(String path);
}
