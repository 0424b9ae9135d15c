package dev.teerex.updater.github;

import dev.teerex.updater.Secret;

/** Where the token for the next call comes from: one that was given, or one that an app asks for. */
@FunctionalInterface
public interface TokenSource {
    /**
     * Returns a token that is valid now.
     *
     * @throws dev.teerex.updater.UpdateException when there is none to be had
     */
    Secret token();
}
