package dev.teerex.updater.github;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.util.regex.Pattern;

/**
 * A repository on GitHub.
 *
 * @param owner its owner
 * @param name its name
 */
public record RepositoryName(String owner, String name) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?");

    /**
     * Reads {@code owner/name}.
     *
     * @throws UpdateException with {@code BAD_CONFIGURATION} when it is none
     */
    public static RepositoryName of(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2
                || !PART.matcher(parts[0]).matches()
                || !PART.matcher(parts[1]).matches()) {
            throw new UpdateException(
                    Code.BAD_CONFIGURATION,
                    "no GitHub repository is known: set github.repository to owner/name, or GITHUB_REPOSITORY");
        }
        return new RepositoryName(parts[0], parts[1]);
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
