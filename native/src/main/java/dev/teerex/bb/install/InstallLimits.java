package dev.teerex.bb.install;

import java.time.Duration;

/**
 * How far an installation goes.
 *
 * @param archiveBytes the most bytes that the npm archive may have (5.0.0 has 52 MB)
 * @param binaryBytes the most bytes that the binary may have (5.0.0 has 38 MB)
 * @param attempts how many connections the archive may take
 * @param lockWait the longest wait for another build
 * @param versionRun the longest time that {@code bb --version} may take
 */
record InstallLimits(long archiveBytes, long binaryBytes, int attempts, Duration lockWait, Duration versionRun) {
    static final InstallLimits DEFAULT =
            new InstallLimits(256L << 20, 256L << 20, 3, Duration.ofMinutes(10), Duration.ofSeconds(10));
}
