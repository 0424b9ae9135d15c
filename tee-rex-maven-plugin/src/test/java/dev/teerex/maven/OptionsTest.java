package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.teerex.InputException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void whatIsNoPositiveDurationIsRefusedByName() {
        assertThat(TeeRexMojo.duration("tee-rex.timeout", "90s")).isEqualTo(Duration.ofSeconds(90));
        assertThatThrownBy(() -> TeeRexMojo.duration("tee-rex.timeout", "0s"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("tee-rex.timeout");
    }

    @Test
    void aCommandIsSplitAtSpacesAndQuotesKeepWordsTogether() {
        assertThat(CommandWords.split("o", "")).isEmpty();
        assertThat(CommandWords.split("o", "  /lib/ld.so  --library-path\t/lib "))
                .containsExactly("/lib/ld.so", "--library-path", "/lib");
        assertThat(CommandWords.split("o", "'/my libs/ld.so' --path=\"a b\" ''"))
                .containsExactly("/my libs/ld.so", "--path=a b", "");
    }

    @Test
    void aQuoteThatIsNotClosedIsRefusedByName() {
        assertThatThrownBy(() -> CommandWords.split("tee-rex.bbLoader", "'a b"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("tee-rex.bbLoader");
    }

    private static Stream<Arguments> goalsWithAValueThatCannotBeRead() {
        return Stream.of(
                arguments(new VerifyMojo(), ProverMojo.class, "bbVersion", "5", "tee-rex.bbVersion"),
                arguments(new EifMojo(), EifMojo.class, "architecture", "arm", "tee-rex.architecture"),
                arguments(new VerifyAttestationMojo(), VerifyAttestationMojo.class, "at", "today", "tee-rex.at"),
                arguments(new MeasureMojo(), MeasureMojo.class, "imageName", " ", "tee-rex.measure.imageName"));
    }

    @ParameterizedTest
    @MethodSource("goalsWithAValueThatCannotBeRead")
    void aGoalNamesTheOptionThatItCannotRead(
            TeeRexMojo goal, Class<?> type, String parameter, String value, String option)
            throws ReflectiveOperationException {
        // As Maven does it.
        Field field = type.getDeclaredField(parameter);
        field.setAccessible(true);
        field.set(goal, value);

        assertThatThrownBy(() -> goal.run(new SaidLines()))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageStartingWith("TRX-I-008: " + option);
    }

    @ParameterizedTest
    @CsvSource({
        ",1970-01-01T00:00:00Z",
        "x,1970-01-01T00:00:00Z",
        "2026-11-01T00:00:00Z,2026-11-01T00:00:00Z",
        "2026-11-01T02:00:00+02:00,2026-11-01T00:00:00Z",
        "1793491200,2026-11-01T00:00:00Z"
    })
    void theBuildTimeIsTheOneOfReproducibleBuilds(@Nullable String outputTimestamp, String expected) {
        assertThat(BuildTime.of(outputTimestamp)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"today", "2026-11-01", "-5", "9999999999999"})
    void whatIsNoBuildTimeIsRefused(String outputTimestamp) {
        assertThatThrownBy(() -> BuildTime.of(outputTimestamp))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("outputTimestamp");
    }
}
