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
    @CsvSource({
        "0,8",
        "3,8",
        "20,32",
        "27,32",
        "28,64",
        "1019,1024",
        "1020,2048",
        "1024,2048",
        "3805,4096",
        "4091,4096",
        "4092,8192",
        "67108859,67108864"
    })
    void ultraHonkNeedsAPointForEachGateAndForTheRowsThatBbAddsRoundedUp(long gates, long points) {
        assertThat(CrsNeed.ultraHonk(gates, false).points()).isEqualTo(points);
    }

    @Test
    void zeroKnowledgeNeeds512PointsAtLeast() {
        assertThat(CrsNeed.ultraHonk(20, true).points()).isEqualTo(512);
        assertThat(CrsNeed.ultraHonk(507, true).points()).isEqualTo(512);
        assertThat(CrsNeed.ultraHonk(508, true).points()).isEqualTo(1024);
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
                .isThrownBy(() -> CrsNeed.ultraHonk((1L << 26) - 4, true))
                .withMessageContaining("67108860 gates");
        assertThatIllegalArgumentException().isThrownBy(() -> new CrsNeed(1));
    }
}
