package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * {@code docs/goals.md} is what the goals say of themselves. To write it anew after a change: run this test with
 * {@code -Dtee-rex.test.writeDocs}.
 */
class GoalReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "goals.md");

    @Test
    void thePageListsEveryGoalAndParameterAndNothingElse() throws Exception {
        String page = page();
        if (System.getProperty("tee-rex.test.writeDocs") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() throws Exception {
        Element plugin = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(descriptor().toFile())
                .getDocumentElement();
        StringBuilder page = new StringBuilder();
        page.append("# Goals\n\nMade from the goals themselves; a test holds this page against them.\n")
                .append("Durations are written `90s`, `20m` or `PT1H`; paths are relative to the project.\n");
        for (Element goal : sorted(plugin, "mojo", "goal")) {
            page.append("\n## tee-rex:").append(text(goal, "goal")).append("\n\n");
            page.append(markdown(text(goal, "description"))).append("\n");
            if (!text(goal, "phase").isEmpty()) {
                page.append("\nBound to the phase `")
                        .append(text(goal, "phase"))
                        .append("` unless another is named.\n");
            }
            page.append("\n| parameter | default | what |\n|---|---|---|\n");
            for (Element parameter : sorted(goal, "parameter", "name")) {
                if (text(parameter, "editable").equals("true")) {
                    page.append(row(goal, parameter));
                }
            }
        }
        return page.toString();
    }

    private static String row(Element goal, Element parameter) {
        String name = text(parameter, "name");
        Element configuration = elements(goal, "configuration")
                .flatMap(all -> elements(all, name))
                .findFirst()
                .orElse(null);
        String property =
                configuration == null ? "" : configuration.getTextContent().strip();
        String value = configuration == null ? "" : configuration.getAttribute("default-value");
        return "| `" + name + "`" + (property.isEmpty() ? "" : "<br>`" + property.replaceAll("[${}]", "") + "`") + " | "
                + (value.isEmpty() ? "" : "`" + value + "`") + " | " + markdown(text(parameter, "description"))
                + " |\n";
    }

    private static String markdown(String html) {
        return html.replaceAll("\\s+", " ")
                .replace("<", "&lt;")
                .replace("|", "&#124;")
                .strip();
    }

    private static Path descriptor() throws IOException {
        Path descriptor = Path.of("target", "classes", "META-INF", "maven", "plugin.xml");
        assertThat(descriptor).as("made by the build before the tests").exists();
        return descriptor;
    }

    private static List<Element> sorted(Element parent, String tag, String key) {
        return elements(parent, tag)
                .sorted(Comparator.comparing(e -> text(e, key)))
                .toList();
    }

    private static Stream<Element> elements(Element parent, String tag) {
        NodeList nodes = parent.getElementsByTagName(tag);
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
    }

    private static String text(Element parent, String tag) {
        return elements(parent, tag)
                .filter(e -> parent.isSameNode(e.getParentNode()))
                .map(e -> e.getTextContent().strip())
                .findFirst()
                .orElse("");
    }
}
