package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that name classes so that their claims can be checked name classes that there are. */
class DocumentedNamesTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]*(?:\\.[A-Z][A-Za-z0-9]*)?)`");

    @ParameterizedTest
    @ValueSource(strings = {"how-it-works.md", "threat-model.md"})
    void everyClassThatThePageNamesIsThere(String page) throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher names = NAME.matcher(Files.readString(Path.of("..", "docs", page)));
        while (names.find()) {
            named.add(names.group(1));
        }
        Set<String> classes = new ClassFileImporter()
                .importPackages("dev.teerex").stream()
                        .map(type -> type.getName()
                                .substring(type.getPackageName().length() + 1)
                                .replace('$', '.'))
                        .collect(Collectors.toSet());

        assertThat(named).hasSizeGreaterThan(10);
        assertThat(classes).containsAll(named);
    }
}
