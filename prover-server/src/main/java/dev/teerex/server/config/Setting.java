package dev.teerex.server.config;

import java.nio.file.Path;

/**
 * The text that was given for an option.
 *
 * @param value the text
 * @param origin where it stands, for messages
 */
record Setting(String value, String origin) {
    private static final String HOME = "~/";

    /**
     * Returns the text as a path. A shell puts the home folder in place of {@code ~} in some flags; in a file, in a variable and
     * behind {@code =} nobody does, and the defaults are shown like this.
     *
     * @throws java.nio.file.InvalidPathException when it is none
     */
    Path path(Path home) {
        return value.startsWith(HOME) ? home.resolve(value.substring(HOME.length())) : Path.of(value);
    }
}
