package dev.teerex.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the server attests what it is.
 *
 * @param mode how
 * @param simulatedRoot where a simulation writes its root certificate, or null for nowhere
 */
public record TeeConfig(TeeMode mode, @Nullable Path simulatedRoot) {}
