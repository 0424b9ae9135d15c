package dev.teerex.npm;

import java.net.URI;
import java.util.Optional;

/**
 * Where a registry keeps the archive of a package's version.
 *
 * @param address the archive's address, which need not be under the registry's
 * @param integrity the archive's hashes as the registry states them (W3C Subresource Integrity), or nothing
 */
public record NpmTarball(URI address, Optional<String> integrity) {}
