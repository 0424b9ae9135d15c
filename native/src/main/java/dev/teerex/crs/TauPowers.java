package dev.teerex.crs;

import java.math.BigInteger;

/**
 * The points tau^i times the generator, for a tau that is known. Fixed-base windows: the multiples of the generator that
 * a scalar is put together from lie in a table, and a block of points is summed up side by side, so that one inversion
 * serves them all. Immutable, so thread-safe.
 */
final class TauPowers {
    /** Points that are best asked for at once. */
    static final int BLOCK = 2048;

    private static final int WINDOW_BITS = 11;
    private static final int WINDOWS = (G1.ORDER.bitLength() + WINDOW_BITS - 1) / WINDOW_BITS;
    private static final int DIGITS = 1 << WINDOW_BITS;
    private static final int ABSENT = -1;

    private final BigInteger tau;

    /** Digit times 2^(11 * window) times the generator, at {@link #at}. */
    private final long[] table = new long[WINDOWS * DIGITS * G1.LIMBS];

    /** Makes the table: some 3 MiB, some 50 ms. */
    TauPowers(BigInteger tau) {
        this.tau = tau;
        long[] multiples = new long[WINDOWS * G1.LIMBS];
        int[] bases = new int[WINDOWS];
        BigInteger[] base = {BigInteger.ONE, BigInteger.TWO};
        for (int window = 0; window < WINDOWS; window++) {
            bases[window] = at(window, 1);
            set(base, table, at(window, 1));
            base = twice(base);
            set(base, multiples, window * G1.LIMBS);
            for (int bit = 1; bit < WINDOW_BITS; bit++) {
                base = twice(base);
            }
        }
        for (int digit = 2; digit < DIGITS; digit++) {
            for (int window = 0; window < WINDOWS; window++) {
                System.arraycopy(multiples, window * G1.LIMBS, table, at(window, digit), G1.LIMBS);
            }
            addAll(multiples, bases);
        }
    }

    /** Returns points {@code first} to {@code first + count - 1}, 64 bytes each. */
    byte[] points(long first, int count) {
        long[] sums = new long[count * G1.LIMBS];
        boolean[] begun = new boolean[count];
        long[][] scalars = new long[count][];
        BigInteger scalar = tau.modPow(BigInteger.valueOf(first), G1.ORDER);
        for (int i = 0; i < count; i++) {
            scalars[i] = Fq.limbs(scalar);
            scalar = scalar.multiply(tau).mod(G1.ORDER);
        }
        int[] addends = new int[count];
        for (int window = 0; window < WINDOWS; window++) {
            for (int i = 0; i < count; i++) {
                int digit = digit(scalars[i], window * WINDOW_BITS);
                addends[i] = digit == 0 ? ABSENT : at(window, digit);
                if (digit != 0 && !begun[i]) {
                    System.arraycopy(table, addends[i], sums, i * G1.LIMBS, G1.LIMBS);
                    begun[i] = true;
                    addends[i] = ABSENT;
                }
            }
            addAll(sums, addends);
        }
        byte[] bytes = new byte[count * G1.BYTES];
        for (int i = 0; i < count; i++) {
            G1.write(sums, i * G1.LIMBS, bytes, i * G1.BYTES);
        }
        return bytes;
    }

    /**
     * Adds to each sum the table's point at its addend. The two never have the same x: a sum over lower windows is a
     * smaller multiple than any point of this window, and both together stay below the order.
     */
    private void addAll(long[] sums, int[] addends) {
        int size = Fq.LIMBS;
        long[] differences = new long[addends.length * size];
        long[] products = new long[addends.length * size];
        long[] inverse = new long[size];
        Fq.set(BigInteger.ONE, inverse, 0);
        for (int i = 0; i < addends.length; i++) {
            if (addends[i] != ABSENT) {
                System.arraycopy(inverse, 0, products, i * size, size);
                Fq.subtract(table, addends[i], sums, i * G1.LIMBS, differences, i * size);
                Fq.multiply(inverse, 0, differences, i * size, inverse, 0);
            }
        }
        Fq.invert(inverse, 0, inverse, 0);
        long[] slope = new long[size];
        long[] x = new long[size];
        long[] y = new long[size];
        for (int i = addends.length - 1; i >= 0; i--) {
            if (addends[i] == ABSENT) {
                continue;
            }
            int sum = i * G1.LIMBS;
            int addend = addends[i];
            Fq.subtract(table, addend + size, sums, sum + size, slope, 0);
            Fq.multiply(slope, 0, inverse, 0, slope, 0);
            Fq.multiply(slope, 0, products, i * size, slope, 0);
            Fq.multiply(inverse, 0, differences, i * size, inverse, 0);
            Fq.multiply(slope, 0, slope, 0, x, 0);
            Fq.subtract(x, 0, sums, sum, x, 0);
            Fq.subtract(x, 0, table, addend, x, 0);
            Fq.subtract(sums, sum, x, 0, y, 0);
            Fq.multiply(slope, 0, y, 0, y, 0);
            Fq.subtract(y, 0, sums, sum + size, sums, sum + size);
            System.arraycopy(x, 0, sums, sum, size);
        }
    }

    private static int at(int window, int digit) {
        return (window * DIGITS + digit) * G1.LIMBS;
    }

    private static int digit(long[] scalar, int bit) {
        int limb = bit / Long.SIZE;
        int shift = bit % Long.SIZE;
        long bits = scalar[limb] >>> shift;
        if (shift > Long.SIZE - WINDOW_BITS && limb + 1 < scalar.length) {
            bits |= scalar[limb + 1] << (Long.SIZE - shift);
        }
        return (int) bits & (DIGITS - 1);
    }

    private static BigInteger[] twice(BigInteger[] point) {
        BigInteger slope = point[0].pow(2)
                .multiply(BigInteger.valueOf(3))
                .multiply(point[1].shiftLeft(1).modInverse(Fq.MODULUS));
        BigInteger x = slope.pow(2).subtract(point[0].shiftLeft(1)).mod(Fq.MODULUS);
        BigInteger y = slope.multiply(point[0].subtract(x)).subtract(point[1]).mod(Fq.MODULUS);
        return new BigInteger[] {x, y};
    }

    private static void set(BigInteger[] point, long[] result, int offset) {
        Fq.set(point[0], result, offset);
        Fq.set(point[1], result, offset + Fq.LIMBS);
    }
}
