package dev.teerex.crs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Points of BN254's first group, y^2 = x^3 + 3 over {@link Fq}, as bb keeps them in files: x and y in 32 bytes each, most
 * significant first; or compressed into x alone, whose highest bit says whether y is odd (measured with bb 5.0.0's
 * {@code Bn254G1FromCompressed}). The curve has prime order, so a point on it is in the group.
 */
final class G1 {
    static final int BYTES = 2 * Fq.BYTES;
    static final int COMPRESSED_BYTES = Fq.BYTES;

    /** Limbs of a point in memory: x, then y, in Montgomery form. */
    static final int LIMBS = 2 * Fq.LIMBS;

    /** The generator, (1, 2), in hex. */
    static final String GENERATOR = "0".repeat(2 * Fq.BYTES - 1) + "1" + "0".repeat(2 * Fq.BYTES - 1) + "2";

    /** The order of the group, which is the modulus of BN254's scalar field (Fr). */
    static final BigInteger ORDER =
            new BigInteger("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001", 16);

    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long[] THREE = element(BigInteger.valueOf(3));

    private G1() {}

    /** Returns whether these 64 bytes are coordinates below the modulus, of a point on the curve. */
    static boolean isPoint(byte[] bytes, int offset) {
        long[] point = new long[LIMBS];
        read(bytes, offset, point, 0);
        read(bytes, offset + Fq.BYTES, point, Fq.LIMBS);
        if (!Fq.isCanonical(point, 0) || !Fq.isCanonical(point, Fq.LIMBS)) {
            return false;
        }
        Fq.toMontgomery(point, 0);
        Fq.toMontgomery(point, Fq.LIMBS);
        long[] cube = new long[Fq.LIMBS];
        Fq.multiply(point, 0, point, 0, cube, 0);
        Fq.multiply(cube, 0, point, 0, cube, 0);
        long[] square = new long[Fq.LIMBS];
        Fq.multiply(point, Fq.LIMBS, point, Fq.LIMBS, square, 0);
        Fq.subtract(square, 0, THREE, 0, square, 0);
        return Arrays.equals(square, cube);
    }

    /** Writes the compressed form of the point in these 64 bytes. */
    static void compress(byte[] bytes, int offset, byte[] result, int resultOffset) {
        System.arraycopy(bytes, offset, result, resultOffset, Fq.BYTES);
        if ((bytes[offset + BYTES - 1] & 1) == 1) {
            result[resultOffset] |= (byte) 0x80;
        }
    }

    /** Writes a point from memory as 64 bytes. */
    static void write(long[] points, int offset, byte[] result, int resultOffset) {
        long[] point = new long[LIMBS];
        System.arraycopy(points, offset, point, 0, LIMBS);
        Fq.fromMontgomery(point, 0);
        Fq.fromMontgomery(point, Fq.LIMBS);
        for (int i = 0; i < Fq.LIMBS; i++) {
            int limb = Fq.LIMBS - 1 - i;
            BIG_ENDIAN.set(result, resultOffset + i * Long.BYTES, point[limb]);
            BIG_ENDIAN.set(result, resultOffset + Fq.BYTES + i * Long.BYTES, point[Fq.LIMBS + limb]);
        }
    }

    private static long[] element(BigInteger value) {
        long[] element = new long[Fq.LIMBS];
        Fq.set(value, element, 0);
        return element;
    }

    private static void read(byte[] bytes, int offset, long[] result, int resultOffset) {
        for (int i = 0; i < Fq.LIMBS; i++) {
            result[resultOffset + Fq.LIMBS - 1 - i] = (long) BIG_ENDIAN.get(bytes, offset + i * Long.BYTES);
        }
    }
}
