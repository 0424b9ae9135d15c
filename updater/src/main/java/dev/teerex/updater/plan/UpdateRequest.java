package dev.teerex.updater.plan;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of the updater.
 *
 * @param directory the folder of the checkout: {@code check} reads its files, and {@code .npmrc} is looked for there
 * @param configuration the configuration file
 * @param channels the channels, by name; empty means all
 * @param registry the npm registry, in the place of what npm's own settings say
 * @param repository {@code owner/name}, in the place of what the environment and the configuration say
 * @param cache a folder for registry documents and their ETags; empty keeps none
 * @param options what a human allows for this run
 */
public record UpdateRequest(
        Path directory,
        Path configuration,
        Set<String> channels,
        Optional<String> registry,
        Optional<String> repository,
        Optional<Path> cache,
        Options options) {
    /** Copies the set. */
    public UpdateRequest {
        channels = Set.copyOf(channels);
    }
}
