package dev.teerex.nsm;

import dev.teerex.Bytes;

/**
 * One platform configuration register.
 *
 * @param locked whether it can no longer be extended
 * @param value what it holds, 48 bytes under SHA-384
 */
public record PcrState(boolean locked, Bytes value) {}
