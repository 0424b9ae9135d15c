package dev.teerex.updater.edits;

import dev.teerex.updater.Version;

/**
 * A version that stands in a file now.
 *
 * @param path the file
 * @param name the package, property or line that it belongs to
 * @param version the version
 */
public record Occurrence(String path, String name, Version version) {}
