package dev.teerex.updater.edits;

import java.util.List;

/** Finds the versions to keep current in one kind of file. */
interface SpanFinder {
    /** Returns whether a file is of that kind, by its path. */
    boolean concerns(String path);

    /**
     * Finds the versions.
     *
     * @param path the file, for messages
     * @param content its bytes
     * @return the versions in ascending order, without overlap
     * @throws dev.teerex.updater.UpdateException with {@code BAD_FILE} when the file is malformed or ambiguous
     */
    List<Span> spans(String path, byte[] content);
}
