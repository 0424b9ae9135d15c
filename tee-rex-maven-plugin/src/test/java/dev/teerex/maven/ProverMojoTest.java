package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ProverMojoTest {
    @Test
    void credentialsForNpmNeedTheRegistryThatTheyAreFor() throws ReflectiveOperationException {
        VerifyMojo goal = new VerifyMojo();
        // As Maven does it.
        Field option = ProverMojo.class.getDeclaredField("npmServerId");
        option.setAccessible(true);
        option.set(goal, "company-npm");

        assertThatThrownBy(goal::proverSettings)
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageContaining("tee-rex.npmServerId is \"company-npm\"")
                .hasMessageContaining("tee-rex.npmRegistry");
    }
}
