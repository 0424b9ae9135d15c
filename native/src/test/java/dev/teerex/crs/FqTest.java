package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FqTest {
    private static final BigInteger Q = Fq.MODULUS;

    @Test
    void arithmeticIsThatOfBigIntegersModuloQ() {
        List<BigInteger> numbers = numbers();
        long[] result = new long[Fq.LIMBS];
        for (BigInteger a : numbers) {
            for (BigInteger b : numbers) {
                Fq.multiply(element(a), 0, element(b), 0, result, 0);
                assertThat(Fq.toBigInteger(result, 0)).isEqualTo(a.multiply(b).mod(Q));
                assertThat(Fq.isCanonical(result, 0)).isTrue();
                Fq.subtract(element(a), 0, element(b), 0, result, 0);
                assertThat(Fq.toBigInteger(result, 0)).isEqualTo(a.subtract(b).mod(Q));
                assertThat(Fq.isCanonical(result, 0)).isTrue();
            }
            if (a.signum() > 0) {
                Fq.invert(element(a), 0, result, 0);
                assertThat(Fq.toBigInteger(result, 0)).isEqualTo(a.modInverse(Q));
            }
        }
    }

    @Test
    void montgomeryFormIsLeftAsItWasEntered() {
        for (BigInteger a : numbers()) {
            long[] limbs = Fq.limbs(a);
            Fq.toMontgomery(limbs, 0);
            assertThat(Fq.toBigInteger(limbs, 0)).isEqualTo(a);
            Fq.fromMontgomery(limbs, 0);
            assertThat(limbs).containsExactly(Fq.limbs(a));
        }
    }

    @Test
    void onlyNumbersBelowTheModulusAreCanonical() {
        BigInteger highest = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        for (BigInteger below : List.of(BigInteger.ZERO, BigInteger.ONE, Q.subtract(BigInteger.ONE))) {
            assertThat(Fq.isCanonical(Fq.limbs(below), 0)).isTrue();
        }
        for (BigInteger above : List.of(Q, Q.add(BigInteger.ONE), Q.add(BigInteger.ONE.shiftLeft(64)), highest)) {
            assertThat(Fq.isCanonical(Fq.limbs(above), 0)).isFalse();
        }
    }

    /** The corners, and numbers drawn from a fixed seed, half of them with limbs of all ones or all zeros. */
    private static List<BigInteger> numbers() {
        List<BigInteger> numbers = new ArrayList<>(List.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                BigInteger.TWO,
                Q.subtract(BigInteger.ONE),
                Q.subtract(BigInteger.TWO),
                Q.shiftRight(1),
                BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE),
                BigInteger.ONE.shiftLeft(253).subtract(BigInteger.ONE)));
        Random random = new Random(20261121);
        for (int i = 0; i < 150; i++) {
            BigInteger number = new BigInteger(256, random);
            BigInteger limb =
                    BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE).shiftLeft(64 * random.nextInt(4));
            numbers.add((i % 4 == 0 ? number.or(limb) : i % 4 == 1 ? number.andNot(limb) : number).mod(Q));
        }
        return numbers;
    }

    private static long[] element(BigInteger value) {
        long[] element = new long[Fq.LIMBS];
        Fq.set(value, element, 0);
        return element;
    }
}
