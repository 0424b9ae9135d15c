package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.server.ServerException;
import dev.teerex.server.config.Option;
import dev.teerex.server.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operating guide's tables are those that the code makes. Where one is not, the failure shows the right one. */
class DocumentationTest {
    private static final Path GUIDE = Path.of("..", "docs", "server.md");

    private static String table(String heading) throws IOException {
        String guide = Files.readString(GUIDE);
        int start = guide.indexOf("\n|", guide.indexOf("\n## " + heading + "\n")) + 1;
        return guide.substring(start)
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .collect(Collectors.joining("\n"));
    }

    private static String rows(String head, int columns, Stream<String> rows) {
        return head + "\n|" + "---|".repeat(columns) + "\n" + rows.collect(Collectors.joining("\n"));
    }

    @Test
    void everyOptionIsInTheTable() throws IOException {
        String expected = rows(
                "| flag | variable | default | what it is for |",
                4,
                Arrays.stream(Option.values()).map(option -> "| `%s %s` | %s | %s | %s |"
                        .formatted(
                                option.flag(),
                                option.placeholder().replace("|", "\\|"),
                                Stream.concat(Stream.of(option.variable()), option.olderVariables().stream())
                                        .map(variable -> "`" + variable + "`")
                                        .collect(Collectors.joining(", older: ")),
                                option.defaultText(),
                                option.description())));
        assertThat(table("Options")).isEqualTo(expected);
    }

    @Test
    void everyMetricIsInTheTable() throws IOException {
        String expected = rows(
                "| metric | labels | what it is |",
                3,
                Arrays.stream(Metric.values()).map(metric -> "| `%s` | %s | %s |"
                        .formatted(
                                metric.text(),
                                metric.labels().stream()
                                        .map(label -> "`" + label + "`")
                                        .collect(Collectors.joining(", ")),
                                metric.help())));
        assertThat(table("Metrics")).isEqualTo(expected);
    }

    @Test
    void everyErrorCodeIsInTheTable() throws IOException {
        List<String> rows = table("Errors").lines().skip(2).toList();
        assertThat(rows).hasSameSizeAs(ServerException.Code.values());
        for (ServerException.Code code : ServerException.Code.values()) {
            Problem problem = new Problem(code, code.code(), "the detail", Duration.ZERO);
            assertThat(rows)
                    .filteredOn(row -> row.startsWith("| %s | `%s` | %d | "
                            .formatted(
                                    code.code(),
                                    problem.type().substring(problem.type().lastIndexOf(':') + 1),
                                    problem.status())))
                    .as("| %s | `%s` | %d | ... |", code.code(), problem.type(), problem.status())
                    .hasSize(1);
        }
    }
}
