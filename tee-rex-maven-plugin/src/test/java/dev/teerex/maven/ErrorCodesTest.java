package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.teerex.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} explains every code there is, and no other. */
class ErrorCodesTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (TRX-[A-Z]-\\d{3}) \\| `([A-Z0-9_]+)`: ");

    @Test
    void everyCodeIsExplainedOnceUnderItsName() throws IOException {
        List<String> explained = new ArrayList<>();
        Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "errors.md")));
        while (rows.find()) {
            explained.add(rows.group(1) + " " + rows.group(2));
        }

        assertThat(explained).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(codes());
    }

    @Test
    void noCodeStandsForTwoReasons() {
        assertThat(codes().stream().map(code -> code.substring(0, code.indexOf(' '))))
                .doesNotHaveDuplicates();
    }

    private static List<String> codes() {
        return new ClassFileImporter()
                .importPackages("dev.teerex").stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(Reason.class))
                        .flatMap(type -> List.of(type.reflect().getEnumConstants()).stream())
                        .map(Reason.class::cast)
                        .map(reason -> reason.code() + " " + reason.name())
                        .toList();
    }
}
