package dev.teerex.server.config;

import dev.teerex.bb.BbVersion;
import dev.teerex.crs.InsecureDevCrsPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * With what proofs are made, and how many.
 *
 * @param versions the versions of bb to serve, the default first; empty for that of the given binary, or the library's default
 * @param bb a binary to use as it is, or null
 * @param bbLoader a command put before the binary; empty for none
 * @param allowUnlocked whether versions outside the lock may be fetched
 * @param offline whether nothing is fetched
 * @param cacheDirectory where fetched binaries are kept
 * @param crsDirectory where the CRS is, or null for the usual place
 * @param crsUrl a mirror of the CRS hosts, or null
 * @param crsPoints how many points must be there for the server to be ready
 * @param maxCrsPoints how many points are got at most for a proof that needs them
 * @param insecureDevCrs whether the development CRS may stand in
 * @param threads how many threads each bb uses
 * @param maxProofs how many proofs are made at once
 * @param bbMemory how many bytes each bb may allocate; 0 for no limit
 * @param maxUnpacked how many bytes the bytecode or the witness of one circuit may have once unpacked
 * @param queue how many may wait
 * @param queueTimeout how long one may wait
 * @param proofTimeout how long one may take
 * @param stopTimeout how long proofs may go on once the server stops
 */
public record ProvingConfig(
        List<BbVersion> versions,
        @Nullable Path bb,
        List<String> bbLoader,
        boolean allowUnlocked,
        boolean offline,
        Path cacheDirectory,
        @Nullable Path crsDirectory,
        @Nullable String crsUrl,
        int crsPoints,
        int maxCrsPoints,
        InsecureDevCrsPolicy insecureDevCrs,
        int threads,
        int maxProofs,
        long bbMemory,
        int maxUnpacked,
        int queue,
        Duration queueTimeout,
        Duration proofTimeout,
        Duration stopTimeout) {
    /** Makes the value; the lists are copied. */
    public ProvingConfig {
        versions = List.copyOf(versions);
        bbLoader = List.copyOf(bbLoader);
    }
}
