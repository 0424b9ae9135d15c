package dev.teerex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void aMachinesTextHoldsNothingOfItsEnvironment() {
        Machine machine = new Machine("Linux", "amd64", Map.of("TOKEN", "SECRET"), Path.of("h"), Path.of("t"), 1);

        assertThat(machine).asString().doesNotContain("SECRET");
    }

    @Test
    void aProgramIsFoundInPathAndNowhereElse(@TempDir Path folder) throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Path program = Files.writeString(second.resolve("p"), "");
        Files.writeString(first.resolve("p"), "not executable");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        String path = folder.resolve("none") + "::" + first + ":" + second;

        Machine machine = new Machine("Linux", "amd64", Map.of("PATH", path), folder, folder, 1);

        assertThat(machine.program("p")).contains(program);
        assertThat(machine.program("sh")).isEmpty();
    }
}
