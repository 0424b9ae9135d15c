package dev.teerex.server.jobs;

import dev.teerex.bb.BbBinary;
import dev.teerex.sdk.Proof;
import java.time.Duration;

/**
 * A proof, and how it came about.
 *
 * @param proof the proof
 * @param bb the binary that made it
 * @param crs which CRS it was made under: {@code genuine}, {@code insecure-dev} or {@code unchecked}
 * @param queued how long it waited for its turn
 * @param proving how long making it took, with starting bb
 * @param inBb how long bb worked
 */
public record ProofResult(Proof proof, BbBinary bb, String crs, Duration queued, Duration proving, Duration inBb) {}
