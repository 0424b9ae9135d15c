package dev.teerex.updater.registry;

import dev.teerex.updater.Version;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known of one package.
 *
 * @param name the package
 * @param tags dist-tags and the versions they point at, as text: a tag can point at nonsense
 * @param releases the versions that can be installed
 * @param vanished versions that have a publication time but are no longer there: they were unpublished
 */
public record Packument(String name, Map<String, String> tags, Map<Version, Release> releases, Set<Version> vanished) {
    /** Copies the collections. */
    public Packument {
        tags = Map.copyOf(tags);
        releases = Map.copyOf(releases);
        vanished = Set.copyOf(vanished);
    }

    /** Returns a version that can be installed, or empty. */
    public Optional<Release> release(Version version) {
        return Optional.ofNullable(releases.get(version));
    }

    /** Returns what a dist-tag points at, as text, or empty when the package does not have it. */
    public Optional<String> tag(String tag) {
        return Optional.ofNullable(tags.get(tag));
    }
}
