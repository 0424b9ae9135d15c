package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.TeeRexException;
import dev.teerex.sdk.LocalProver;
import dev.teerex.updater.plan.Updater;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code docs/api} is what the modules show to others. To write it anew after a change that is meant: run this test with
 * {@code -Dtee-rex.test.writeDocs}; what the change breaks is then in the diff.
 */
class ApiReportTest {
    enum Module {
        NATIVE(TeeRexException.class),
        SDK(LocalProver.class),
        UPDATER(Updater.class);

        private final Class<?> inIt;

        Module(Class<?> inIt) {
            this.inIt = inIt;
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePublicApiIsTheOneWrittenDown(Module module) throws Exception {
        String current = ApiReport.of(module.inIt);

        assertThat(Checkout.document("docs/api/" + module.name().toLowerCase(Locale.ROOT) + ".txt", current))
                .isEqualTo(current);
    }

    @Test
    void aReportHasAllThatOthersCanSee() throws Exception {
        assertThat(ApiReport.of(Shown.class)).contains("""
                sealed interface dev.teerex.checks.Shown<T extends Number> permits dev.teerex.checks.Shown$Point
                    static int LIMIT
                    <X> Map<X, @Nullable T> all(X[], List<? super T>) throws java.io.IOException
                    default @Nullable String name()
                record dev.teerex.checks.Shown$Point(int x, @Nullable Integer y) implements dev.teerex.checks.Shown<Integer>
                    <X> Map<X, @Nullable Integer> all(X[], List<? super Integer>)
                    static dev.teerex.checks.Shown$Point origin()
                """).doesNotContain("hidden");
    }
}
