package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.attestation.AttestationException.Code;
import dev.teerex.nsm.NsmException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttestationDocsTest {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void everyReasonIsInTheTableWithItsCodeAndRule() throws Exception {
        List<String> expected = Stream.concat(
                        Arrays.stream(Code.values()).map(code -> "| `%s` | %s | `%s` |"
                                .formatted(code.code(), code.rule() == 0 ? "–" : code.rule(), code.name())),
                        Arrays.stream(NsmException.Code.values())
                                .map(code -> "| `%s` | `%s` |".formatted(code.code(), code.name())))
                .toList();
        String text = Files.readString(DOCS.resolve("attestation.md"));
        // A row that does not end on its line is no row of the table.
        assertThat(Pattern.compile("(?m)^(\\| `TRX-[^`]*` \\|(?: [–0-9]+ \\|)? `[A-Z0-9_]+` \\|) .+ \\|$")
                        .matcher(text)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void thePolicyPageAndTheSchemaNameTheSameKeys() throws Exception {
        String page = Files.readString(DOCS.resolve("attestation-policy.md"));
        try (var resource = AttestationPolicyFile.class.getResourceAsStream(AttestationPolicyFile.SCHEMA)) {
            assertThat(resource).isNotNull();
            String schema = new String(resource.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            for (String key : List.of("v", "images", "pcr3", "pcr4", "pcr8", "proverList", "maxAgeSeconds")) {
                assertThat(page).contains("| `" + key + "` |");
                assertThat(schema).contains("\"" + key + "\": {");
            }
        }
    }
}
