package dev.teerex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void anEmptyVariableIsAnUnsetOne() {
        Machine machine = new Machine("Linux", "amd64", Map.of("A", "", "B", "b"), Path.of("h"), Path.of("t"), 1);

        assertThat(machine.variable("A")).isEmpty();
        assertThat(machine.variable("B")).contains("b");
        assertThat(machine.variable("C")).isEmpty();
    }

    @Test
    void aMachineWithoutProcessorsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Machine("Linux", "amd64", Map.of(), Path.of("h"), Path.of("t"), 0))
                .withMessageContaining("processors");
    }
}
