package dev.teerex.bb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BbVersionTest {
    @ParameterizedTest
    @CsvSource({"5.0.0,5", "4.3.0-nightly.20260417,4", "0.0.1-alpha.7,0", "10.20.30-0a.x-y+b.01,10"})
    void anExactVersionIsTaken(String text, int major) {
        assertThat(BbVersion.of(text).major()).isEqualTo(major);
        assertThat(BbVersion.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "5.0",
                "v5.0.0",
                "latest",
                "^5.0.0",
                "05.0.0",
                "5.0.0-",
                "5.0.0-01",
                "5.0.0-a..b",
                "5.0.0 ",
                "5.0.0/../x",
                "5.0.0\n",
                "1234567890.0.0",
                "5.0.0-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void whatIsNoExactVersionIsRefused(String text) {
        assertThatThrownBy(() -> BbVersion.of(text))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION));
    }

    @Test
    void aReleaseIsThreeNumbers() {
        BbVersion release = BbVersion.of("5.0.0");

        assertThat(release.isOfSameRelease(BbVersion.of("5.0.0-nightly.20260710")))
                .isTrue();
        assertThat(release.isOfSameRelease(BbVersion.of("5.0.1"))).isFalse();
    }
}
