package dev.teerex.updater;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    @Test
    void versionsSortAsSection11OfTheSpecificationSortsThem() {
        List<String> sorted = List.of(
                "0.9.9",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.1",
                "1.2.0",
                "1.10.0",
                "99999999999999999999.0.0");
        List<Version> versions =
                new ArrayList<>(sorted.stream().map(VersionTest::version).toList());
        Collections.reverse(versions);

        assertThat(versions.stream().sorted().map(Version::toString)).containsExactlyElementsOf(sorted);
    }

    @Test
    void aStableReleaseIsHigherThanItsNightlies() {
        assertThat(version("4.1.2")).isGreaterThan(version("4.1.2-nightly.20260122"));
        assertThat(version("5.0.0-nightly.20260122")).isGreaterThan(version("5.0.0-nightly.20260121"));
    }

    @Test
    void theBuildPartHasNoPrecedence() {
        assertThat(version("1.0.0+a")).isEqualByComparingTo(version("1.0.0+b")).isNotEqualTo(version("1.0.0+b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.4",
                "v1.2.3",
                "01.2.3",
                "1.2.3-01",
                "1.2.3-",
                "1.2.3-a..b",
                "1.2.3+",
                " 1.2.3"
            })
    void whatTheSpecificationRefusesIsNoVersion(String text) {
        assertThat(Version.of(text)).isEmpty();
    }

    @Test
    void aVersionOfUnboundedLengthIsNone() {
        assertThat(Version.of("1.0.0-" + "a".repeat(300))).isEmpty();
    }

    private static Version version(String text) {
        return Version.of(text).orElseThrow();
    }
}
