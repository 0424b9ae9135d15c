package dev.teerex.updater.edits;

import dev.teerex.updater.Version;

/**
 * A version in a file: exactly the bytes that are to be replaced.
 *
 * @param start offset of the first byte
 * @param end offset after the last byte
 * @param version what stands there
 * @param name the package, property or marker that it belongs to
 */
public record Span(int start, int end, Version version, String name) {}
