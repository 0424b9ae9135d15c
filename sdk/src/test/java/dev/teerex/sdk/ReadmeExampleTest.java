package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Machine;
import dev.teerex.bb.VerifierTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example is the one below, which compiles. */
class ReadmeExampleTest {
    static boolean example(Path circuit, Path witness) {
        // example: begin
        LocalProverSettings settings = LocalProverSettings.of(Machine.current()).build();
        try (LocalProver prover = new LocalProver(settings, LocalProverListener.NONE)) {
            LocalProof made = prover.proveNoir(circuit, witness, VerifierTarget.NOIR_RECURSIVE, true);
            boolean verified = made.verdict() == Verdict.VERIFIED;
            // example: end
            return verified;
        }
    }

    @Test
    void theReadmeShowsCodeThatCompiles() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String shown = readme.substring(readme.indexOf("```java\n") + 8);
        List<String> lines = shown.substring(0, shown.indexOf("```"))
                .lines()
                .map(String::strip)
                .filter(line -> !line.equals("}"))
                .toList();
        String source = Files.readString(Path.of("src/test/java/dev/teerex/sdk/ReadmeExampleTest.java"));
        String compiled = source.substring(source.indexOf("// example: begin"), source.indexOf("// example: end"));

        assertThat(lines).hasSizeGreaterThan(3);
        assertThat(compiled.lines().map(String::strip)).containsSequence(lines);
    }
}
