package dev.teerex.crs;

import dev.teerex.InputException;
import java.util.List;

/**
 * How many G1 points a job makes bb read. bb goes to the network on any shortfall, so this is known before it starts.
 *
 * @param points the number of points, at least 2
 */
public record CrsNeed(long points) {
    /** The largest power of two below the 100,000,000 points that the Ignition ceremony's hosts have. */
    private static final int MAXIMUM_LOG_SIZE = 26;

    /** What every Chonk proof needs: with 131072 points bb 4.1.2 runs, with 131071 it does not. */
    private static final int CHONK_LOG_SIZE = 17;

    /**
     * The rows that bb adds to a circuit's gates before it rounds up. Measured with 5.0.0, at 2^5, 2^9, 2^10, 2^11 and 2^12 and
     * for every target that it has, zero-knowledge or not: 2^n points do for 2^n - 5 gates, and 2^n - 4 take twice as many.
     */
    private static final long ADDED_ROWS = 5;

    /** What every zero-knowledge proof needs: for a circuit of 20 gates bb 5.0.0 reads 512 points, and 32 without. */
    private static final long ZERO_KNOWLEDGE_POINTS = 512;

    /** Makes the value. */
    public CrsNeed {
        if (points < 2 || points > 1L << MAXIMUM_LOG_SIZE) {
            throw new IllegalArgumentException("points must be from 2 to 2^26, not " + points);
        }
    }

    /**
     * Returns what an UltraHonk proof needs: one point for each gate and for the few rows that bb adds, rounded up to a power of
     * two.
     *
     * @param gates the circuit's size, as bb counts it
     * @param zeroKnowledge whether the verifier target hides the witness (all but the {@code -no-zk} ones do)
     * @throws InputException when the circuit is larger than any CRS
     */
    public static CrsNeed ultraHonk(long gates, boolean zeroKnowledge) {
        if (gates > (1L << MAXIMUM_LOG_SIZE) - ADDED_ROWS) {
            throw tooLarge("the circuit has " + gates + " gates, to which bb adds " + ADDED_ROWS);
        }
        long dyadic = 1L << (Long.SIZE - Long.numberOfLeadingZeros(Math.max(gates, 1) + ADDED_ROWS - 1));
        return new CrsNeed(zeroKnowledge ? Math.max(dyadic, ZERO_KNOWLEDGE_POINTS) : dyadic);
    }

    /**
     * Returns what a Chonk proof needs: the size of its largest step, and at least 2^17.
     *
     * @param logSizes the log2 circuit size of each step, which is field 0 of its verification key
     * @throws InputException when a step is larger than any CRS
     */
    public static CrsNeed chonk(List<Integer> logSizes) {
        int largest = CHONK_LOG_SIZE;
        for (int step = 0; step < logSizes.size(); step++) {
            int logSize = logSizes.get(step);
            if (logSize < 0 || logSize > MAXIMUM_LOG_SIZE) {
                throw tooLarge("the verification key of step " + (step + 1) + " says that its circuit has 2^" + logSize
                        + " gates");
            }
            largest = Math.max(largest, logSize);
        }
        return new CrsNeed(1L << largest);
    }

    private static InputException tooLarge(String what) {
        return new InputException(
                InputException.Code.TOO_LARGE, what + "; no CRS has points for more than 2^" + MAXIMUM_LOG_SIZE);
    }
}
