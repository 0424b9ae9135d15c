package dev.teerex.bb;

import dev.teerex.Ticker;
import java.nio.file.Path;

/**
 * The surroundings of one bb process.
 *
 * @param crsDirectory the folder with the CRS; bb writes a lock and its Grumpkin points there
 * @param threads how many threads it may use, at least 1; bb itself uses at most 32
 * @param temporaryDirectory where a private folder for the socket is made, for the moment of connecting
 * @param ticker what time-outs are measured with
 */
public record BbRun(Path crsDirectory, int threads, Path temporaryDirectory, Ticker ticker) {
    /** Makes the value. */
    public BbRun {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }
}
