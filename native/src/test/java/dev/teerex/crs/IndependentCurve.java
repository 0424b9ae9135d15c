package dev.teerex.crs;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** BN254's first group by the school formulas over BigInteger, to hold the fast arithmetic against. */
final class IndependentCurve {
    private static final BigInteger Q =
            new BigInteger("21888242871839275222246405745257275088696311157297823662689037894645226208583");

    private IndependentCurve() {}

    static List<BigInteger> point(byte[] points, int index) {
        return List.of(
                new BigInteger(1, Arrays.copyOfRange(points, index * 64, index * 64 + 32)),
                new BigInteger(1, Arrays.copyOfRange(points, index * 64 + 32, index * 64 + 64)));
    }

    static List<BigInteger> times(BigInteger scalar, List<BigInteger> point) {
        List<BigInteger> sum = List.of();
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            sum = plus(sum, sum);
            if (scalar.testBit(bit)) {
                sum = plus(sum, point);
            }
        }
        return sum;
    }

    /** The empty list is the point at infinity. */
    private static List<BigInteger> plus(List<BigInteger> a, List<BigInteger> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        boolean same = a.get(0).equals(b.get(0));
        if (same && !a.get(1).equals(b.get(1))) {
            return List.of();
        }
        BigInteger rise = same
                ? a.get(0).pow(2).multiply(BigInteger.valueOf(3))
                : b.get(1).subtract(a.get(1));
        BigInteger run = same ? a.get(1).shiftLeft(1) : b.get(0).subtract(a.get(0));
        BigInteger slope = rise.multiply(run.mod(Q).modInverse(Q)).mod(Q);
        BigInteger x = slope.pow(2).subtract(a.get(0)).subtract(b.get(0)).mod(Q);
        return List.of(
                x, slope.multiply(a.get(0).subtract(x)).subtract(a.get(1)).mod(Q));
    }
}
