package dev.teerex.crs;

import java.math.BigInteger;

/**
 * Arithmetic in the base field of BN254 (Fq), fast enough to look at a million points. An element is four 64-bit limbs in
 * an array from some offset on, least significant first, below the modulus, and multiplied by 2^256 (Montgomery form)
 * unless said otherwise. Results may be written over operands. Nothing here is secret, so nothing runs in constant time.
 */
final class Fq {
    static final int LIMBS = 4;
    static final int BYTES = 32;
    static final BigInteger MODULUS =
            new BigInteger("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16);

    private static final long Q0 = 0x3c208c16d87cfd47L;
    private static final long Q1 = 0x97816a916871ca8dL;
    private static final long Q2 = 0xb85045b68181585dL;
    private static final long Q3 = 0x30644e72e131a029L;

    /** -1/q modulo 2^64. */
    private static final long NEGATIVE_INVERSE = 0x87d20782e4866389L;

    /** 2^512 modulo q: a multiplication by it brings a plain number into Montgomery form. */
    private static final long[] R_SQUARED = limbs(BigInteger.ONE.shiftLeft(512).mod(MODULUS));

    private static final long[] Q = limbs(MODULUS);
    private static final long[] NEGATIVE_Q = limbs(MODULUS.negate());
    private static final long[] PLAIN_ONE = {1, 0, 0, 0};
    private static final BigInteger R_INVERSE = BigInteger.ONE.shiftLeft(256).modInverse(MODULUS);

    private Fq() {}

    /**
     * Writes a*b: coarsely integrated operand scanning (Koç, Acar, Kaliski 1996). As q's highest limb is below 2^62, a
     * row's carries fit in one word.
     */
    static void multiply(long[] a, int aOffset, long[] b, int bOffset, long[] result, int resultOffset) {
        long b0 = b[bOffset];
        long b1 = b[bOffset + 1];
        long b2 = b[bOffset + 2];
        long b3 = b[bOffset + 3];
        long t0 = 0;
        long t1 = 0;
        long t2 = 0;
        long t3 = 0;
        for (int i = 0; i < LIMBS; i++) {
            long x = a[aOffset + i];
            long low = x * b0;
            long sum = low + t0;
            long carry = highProduct(x, b0) + less(sum, low);
            t0 = sum;
            low = x * b1;
            sum = low + t1;
            long high = highProduct(x, b1) + less(sum, low);
            t1 = sum + carry;
            carry = high + less(t1, sum);
            low = x * b2;
            sum = low + t2;
            high = highProduct(x, b2) + less(sum, low);
            t2 = sum + carry;
            carry = high + less(t2, sum);
            low = x * b3;
            sum = low + t3;
            high = highProduct(x, b3) + less(sum, low);
            t3 = sum + carry;
            long t4 = high + less(t3, sum);

            // Add the multiple of q that clears the lowest word, then drop that word.
            long m = t0 * NEGATIVE_INVERSE;
            carry = highProduct(m, Q0) + (t0 == 0 ? 0 : 1);
            low = m * Q1;
            sum = low + t1;
            high = highProduct(m, Q1) + less(sum, low);
            t0 = sum + carry;
            carry = high + less(t0, sum);
            low = m * Q2;
            sum = low + t2;
            high = highProduct(m, Q2) + less(sum, low);
            t1 = sum + carry;
            carry = high + less(t1, sum);
            low = m * Q3;
            sum = low + t3;
            high = highProduct(m, Q3) + less(sum, low);
            t2 = sum + carry;
            t3 = t4 + high + less(t2, sum);
        }
        result[resultOffset] = t0;
        result[resultOffset + 1] = t1;
        result[resultOffset + 2] = t2;
        result[resultOffset + 3] = t3;
        if (!isCanonical(result, resultOffset)) {
            add(result, resultOffset, NEGATIVE_Q);
        }
    }

    /** Writes a-b. */
    static void subtract(long[] a, int aOffset, long[] b, int bOffset, long[] result, int resultOffset) {
        long borrow = 0;
        for (int i = 0; i < LIMBS; i++) {
            long x = a[aOffset + i];
            long y = b[bOffset + i];
            long difference = x - y;
            long next = less(x, y) | less(difference, borrow);
            result[resultOffset + i] = difference - borrow;
            borrow = next;
        }
        if (borrow != 0) {
            add(result, resultOffset, Q);
        }
    }

    /** Writes 1/a; slow, so that callers gather many inversions into one. The element must not be zero. */
    static void invert(long[] a, int aOffset, long[] result, int resultOffset) {
        set(toBigInteger(a, aOffset).modInverse(MODULUS), result, resultOffset);
    }

    /** Returns whether the limbs, of whatever form, are a number below the modulus. */
    static boolean isCanonical(long[] a, int offset) {
        for (int i = LIMBS - 1; i >= 0; i--) {
            if (a[offset + i] != Q[i]) {
                return less(a[offset + i], Q[i]) == 1;
            }
        }
        return false;
    }

    /** Brings a plain number below the modulus into Montgomery form, in place. */
    static void toMontgomery(long[] a, int offset) {
        multiply(a, offset, R_SQUARED, 0, a, offset);
    }

    /** Brings an element out of Montgomery form, in place. */
    static void fromMontgomery(long[] a, int offset) {
        multiply(a, offset, PLAIN_ONE, 0, a, offset);
    }

    /** Writes a plain number below the modulus as an element. */
    static void set(BigInteger value, long[] result, int offset) {
        System.arraycopy(limbs(value), 0, result, offset, LIMBS);
        toMontgomery(result, offset);
    }

    /** Returns an element as a plain number. */
    static BigInteger toBigInteger(long[] a, int offset) {
        BigInteger value = BigInteger.ZERO;
        for (int i = LIMBS - 1; i >= 0; i--) {
            value = value.shiftLeft(32).add(BigInteger.valueOf(a[offset + i] >>> 32));
            value = value.shiftLeft(32).add(BigInteger.valueOf(a[offset + i] & 0xffffffffL));
        }
        return value.multiply(R_INVERSE).mod(MODULUS);
    }

    /** Returns the limbs of a plain number below 2^256. */
    static long[] limbs(BigInteger value) {
        long[] limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = value.shiftRight(64 * i).longValue();
        }
        return limbs;
    }

    private static void add(long[] a, int offset, long[] plain) {
        long carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            long sum = a[offset + i] + plain[i];
            long next = less(sum, plain[i]);
            a[offset + i] = sum + carry;
            carry = next | less(a[offset + i], sum);
        }
    }

    private static long highProduct(long x, long y) {
        // Math.unsignedMultiplyHigh is there from Java 18 on only.
        return Math.multiplyHigh(x, y) + ((x >> 63) & y) + ((y >> 63) & x);
    }

    private static long less(long x, long y) {
        return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
    }
}
