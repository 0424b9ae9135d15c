package dev.teerex.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpmrcTest {
    @TempDir
    Path folder;

    private Npmrc npmrc(String text) throws IOException {
        Machine machine = new Machine("Linux", "amd64", Map.of("TOKEN", "$1\\t", "HOST", "h"), folder, folder, 1);
        return Npmrc.read(Files.writeString(folder.resolve(".npmrc"), text), machine);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=b                | b",
                "  a = b  ; comment | b",
                "a=b # comment      | b",
                "a=b\\;c\\#d\\\\e   | b;c#d\\e",
                "a=b\\c             | b\\c",
                "a=\"b;c\"          | b;c",
                "a='b#c'            | b#c",
                "'a'=b=c==          | b=c==",
                "a                  | true",
                "a=1⏎a=2           | 2",
                "# a=1⏎;a=2⏎a=3   | 3",
                "a=${TOKEN}!        | $1\\t!",
                "a=x${NONE?}        | x",
                "a=\\${TOKEN}       | \\${TOKEN}",
            })
    void aValueIsReadAsNpmDoes(String text, String value) throws IOException {
        assertThat(npmrc(text.replace("⏎", "\n")).value("a")).contains(value);
    }

    @ParameterizedTest
    @CsvSource(value = {"''", "a=", "#a=b", "[section]⏎a=b", "b=a", "a=${NONE?}"})
    void anEmptyValueIsNone(String text) throws IOException {
        assertThat(npmrc(text.replace("⏎", "\n")).value("a")).isEmpty();
    }

    @Test
    void aVariableInAKeyIsReplaced() throws IOException {
        assertThat(npmrc("//${HOST}/:_authToken=t\n//${NONE}/:_authToken=u").keys())
                .containsExactly("//h/:_authToken", "//${NONE}/:_authToken");
    }

    @Test
    void aVariableThatIsNotSetIsMissedOnlyWhereItsValueIsNeeded() throws IOException {
        Npmrc npmrc = npmrc("a=${NONE}\nb=1");

        assertThat(npmrc.value("b")).contains("1");
        assertThatThrownBy(() -> npmrc.value("a"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("NONE")
                .hasMessageContaining(".npmrc");
    }

    @Test
    void aFileThatIsNotThereIsEmpty() {
        Machine machine = new Machine("Linux", "amd64", Map.of(), folder, folder, 1);

        assertThat(Npmrc.read(folder.resolve("none"), machine).keys()).isEmpty();
        assertThatThrownBy(() -> Npmrc.read(folder, machine)).isInstanceOf(InputException.class);
    }

    @Test
    void aHugeFileIsRefused() {
        assertThatThrownBy(() -> npmrc("#".repeat(1024 * 1024 + 1)))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.TOO_LARGE));
    }
}
