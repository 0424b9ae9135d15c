package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class CeremonyTest {
    @Test
    void whatCanBeCheckedIsTheOpeningOrWholeRuns() {
        Ceremony ignition = Ceremony.ignition();

        assertThat(ignition.checkable(2)).isEqualTo(1024);
        assertThat(ignition.checkable(1024)).isEqualTo(1024);
        assertThat(ignition.checkable(1025)).isEqualTo(1 << 17);
        assertThat(ignition.checkable((1 << 17) + 1)).isEqualTo(1 << 18);
    }

    @Test
    void theTableCoversTheLargestJobAndNoMore() {
        long largest = CrsNeed.chonk(List.of(26)).points();

        assertThat(Ceremony.ignition().checkable(largest)).isEqualTo(largest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ceremony.ignition().checkable(largest + 1));
    }

    @Test
    void runsAreCheckedOneByOneInBlocksOfAnySize() {
        CrsSource origin = new CrsSource(URI.create("file:/here"));
        Ceremony.Check check = FakeCeremony.CEREMONY.check(512, origin);
        byte[] points = FakeCeremony.points(512);
        byte[] block = new byte[100 * G1.BYTES];
        for (int from = 0; from < points.length; from += block.length) {
            int length = Math.min(block.length, points.length - from);
            System.arraycopy(points, from, block, 0, length);
            check.next(block, length);
        }
        check.end();
    }

    @Test
    void pointsThatWereNotSeenAreNotChecked() {
        CrsSource origin = new CrsSource(URI.create("file:/here"));
        Ceremony.Check check = FakeCeremony.CEREMONY.check(512, origin);
        check.next(FakeCeremony.points(511), 511 * G1.BYTES);

        assertThatExceptionOfType(CrsException.class).isThrownBy(check::end).withMessageContaining("511 of 512");
        assertThatIllegalArgumentException().isThrownBy(() -> FakeCeremony.CEREMONY.check(65, origin));
    }
}
