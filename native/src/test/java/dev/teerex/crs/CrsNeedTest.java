package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.teerex.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrsNeedTest {
    @ParameterizedTest
    @CsvSource({"1,2", "2,2", "3,4", "32,32", "33,64", "3805,4096", "4096,4096", "4097,8192", "67108864,67108864"})
    void ultraHonkNeedsAPointForEachGateRoundedUp(long gates, long points) {
        assertThat(CrsNeed.ultraHonk(gates, false).points()).isEqualTo(points);
    }

    @Test
    void zeroKnowledgeNeeds512PointsAtLeast() {
        assertThat(CrsNeed.ultraHonk(32, true).points()).isEqualTo(512);
        assertThat(CrsNeed.ultraHonk(513, true).points()).isEqualTo(1024);
    }

    @Test
    void chonkNeedsItsLargestStepAndNeverLessThanItsFixedCircuits() {
        assertThat(CrsNeed.chonk(List.of()).points()).isEqualTo(131072);
        assertThat(CrsNeed.chonk(List.of(16, 17, 16)).points()).isEqualTo(131072);
        assertThat(CrsNeed.chonk(List.of(16, 18, 17)).points()).isEqualTo(262144);
    }

    @Test
    void whatNoCrsCanServeIsRefused() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> CrsNeed.chonk(List.of(16, 27)))
                .withMessageContainingAll("step 2", "2^27")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.TOO_LARGE));
        assertThatExceptionOfType(InputException.class).isThrownBy(() -> CrsNeed.chonk(List.of(-1)));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> CrsNeed.ultraHonk((1L << 26) + 1, true))
                .withMessageContaining("67108865 gates");
        assertThatIllegalArgumentException().isThrownBy(() -> new CrsNeed(1));
    }
}
