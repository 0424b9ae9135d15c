package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TauPowersTest {
    private static final BigInteger TAU = new BigInteger("1234567890123456789012345678901234567890").pow(2);

    @Test
    void eachPointIsTauTimesTheOneBefore() {
        byte[] points = new TauPowers(TAU).points(0, 300);

        assertThat(HexFormat.of().formatHex(points, 0, G1.BYTES)).isEqualTo("%064x%064x".formatted(1, 2));
        for (int i = 0; i < 299; i += i < 10 ? 1 : 59) {
            assertThat(IndependentCurve.point(points, i + 1))
                    .isEqualTo(IndependentCurve.times(TAU, IndependentCurve.point(points, i)));
        }
    }

    @Test
    void aBlockFromTheMiddleIsThatOfTheWhole() {
        TauPowers powers = new TauPowers(TAU);

        assertThat(powers.points(37, 20)).isEqualTo(Arrays.copyOfRange(powers.points(0, 60), 37 * 64, 57 * 64));
    }

    @Test
    void smallTausWhoseScalarsHaveManyZeroDigitsWork() {
        byte[] points = new TauPowers(BigInteger.TWO).points(0, 256);

        for (int i = 0; i < 255; i++) {
            assertThat(IndependentCurve.point(points, i + 1))
                    .isEqualTo(IndependentCurve.times(BigInteger.TWO, IndependentCurve.point(points, i)));
        }
    }

    @Test
    void everyPointIsOnTheCurveAndOneBitMoreIsNot() {
        byte[] points = new TauPowers(TAU).points(0, 50);

        for (int i = 0; i < 50; i++) {
            assertThat(G1.isPoint(points, i * G1.BYTES)).isTrue();
            points[i * G1.BYTES + (i * 13) % 64] ^= 1;
            assertThat(G1.isPoint(points, i * G1.BYTES)).isFalse();
        }
    }

    @Test
    void coordinatesNotBelowTheModulusAreNotAPoint() {
        assertThat(G1.isPoint(HexFormat.of().parseHex("%064x%064x".formatted(1, 2)), 0))
                .isTrue();
        assertThat(G1.isPoint(HexFormat.of().parseHex("%064x%064x".formatted(Fq.MODULUS.add(BigInteger.ONE), 2)), 0))
                .isFalse();
        assertThat(G1.isPoint(HexFormat.of().parseHex("%064x%064x".formatted(1, Fq.MODULUS.add(BigInteger.TWO))), 0))
                .isFalse();
        assertThat(G1.isPoint(new byte[G1.BYTES], 0)).isFalse();
    }
}
