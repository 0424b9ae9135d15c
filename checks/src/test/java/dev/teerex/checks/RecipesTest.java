package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/recipes.md} shows what the builds below {@code src/it} are. To write it anew after a change: run this test with
 * {@code -Dtee-rex.test.writeDocs}.
 */
class RecipesTest {
    private static final String PAGE = "docs/recipes.md";
    private static final String BUILDS = "tee-rex-maven-plugin/src/it/";
    private static final Pattern SHOWN = Pattern.compile("(?s)(<!-- from (\\S+) -->\n```\\w*\n)(.*?)(```\n)");
    private static final Pattern RECIPE = Pattern.compile("(?s)\n( *)<!-- recipe -->\n(.*?) *<!-- /recipe -->");

    @Test
    void thePageShowsWhatTheBuildsAre() {
        String current = shown(Checkout.read(PAGE));

        assertThat(Checkout.document(PAGE, current)).isEqualTo(current);
    }

    @Test
    void anotherConfigurationThanTheBuildsIsNoticed() {
        String page = Checkout.read(PAGE);
        String changed = page.replace("<goal>prove</goal>", "<goal>proof</goal>");

        assertThat(changed).isNotEqualTo(page);
        assertThat(shown(changed)).isEqualTo(shown(page)).isNotEqualTo(changed);
    }

    @Test
    void everyRecipeIsOnThePage() {
        Set<String> onPage = SHOWN.matcher(Checkout.read(PAGE))
                .results()
                .map(match -> match.group(2).replaceAll("/.*", ""))
                .collect(Collectors.toSet());
        List<String> recipes = Checkout.list(BUILDS).stream()
                .map(folder -> folder.getFileName().toString())
                .filter(name -> name.startsWith("recipe-"))
                .toList();

        assertThat(recipes).isNotEmpty().isSubsetOf(onPage);
    }

    @Test
    void everyRecipeIsRunOnEveryMavenInTheWorkflowAndInCi() {
        String versions = "3.6.3 3.9.16 4.0.0-rc-6";
        Path plugin = Checkout.ROOT.resolve("tee-rex-maven-plugin/pom.xml");

        assertThat(plugin).content().contains("<pomInclude>*/pom.xml</pomInclude>");
        assertThat(Checkout.read(".ci/run")).contains("for maven in " + versions + "; do");
        assertThat(Workflow.read("plugin.yml")
                        .root()
                        .at("/jobs/mavens/with/mavens")
                        .asText())
                .isEqualTo("[\"" + versions.replace(" ", "\", \"") + "\"]");
        assertThat(Checkout.list(BUILDS).stream()
                        .filter(build -> build.toString().contains("recipe-")))
                .allMatch(build -> Files.exists(build.resolve("verify.groovy")));
    }

    /** Returns the page with each block in it as its source has it. */
    private static String shown(String page) {
        return SHOWN.matcher(page)
                .replaceAll(
                        block -> Matcher.quoteReplacement(block.group(1) + source(block.group(2)) + block.group(4)));
    }

    private static String source(String file) {
        String text = Checkout.read(BUILDS + file);
        return (file.endsWith(".xml") ? recipe(text) : commands(text))
                .replace("@project.version@", version())
                .replace("${project.version}", version());
    }

    /** What is between the two comments, moved to the margin. */
    private static String recipe(String pom) {
        MatchResult recipe = RECIPE.matcher(pom).results().findFirst().orElseThrow();
        return recipe.group(2).replaceAll("(?m)^" + recipe.group(1), "");
    }

    /** The command lines, without what only hides progress. */
    private static String commands(String properties) {
        return properties
                .lines()
                .filter(line -> line.startsWith("invoker.goals"))
                .map(line -> "mvn " + line.replaceFirst("[^=]*= *(-B )?(-ntp )?", "") + "\n")
                .collect(Collectors.joining());
    }

    private static String version() {
        return Pattern.compile("(?m)^    <version>(.*)</version>$")
                .matcher(Checkout.read("pom.xml"))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
