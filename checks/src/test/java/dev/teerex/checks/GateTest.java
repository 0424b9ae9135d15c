package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a merge depends on in the end: the script of {@code gate.yml}. */
class GateTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "true, success success, true",
        "false, success skipped, true",
        "true, success skipped, false",
        "true, success cancelled, false",
        "true, success failure success, false",
        "false, success failure, false",
        "'', failure skipped, false",
        "'', skipped skipped, false",
    })
    void theGateOpens(String changed, String results, boolean opens) throws Exception {
        String script = Workflow.read("gate.yml").scripts().findFirst().orElseThrow();
        List<String> command =
                List.of("env", "CHANGED=" + changed, "RESULTS=" + results, "bash", "-eo", "pipefail", "-c", script);

        assertThat(Program.run(folder, "", command).orElseThrow().exitCode() == 0)
                .isEqualTo(opens);
    }
}
