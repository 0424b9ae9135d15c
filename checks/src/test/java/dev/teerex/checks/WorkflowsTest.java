package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkflowsTest {
    @ParameterizedTest
    @EnumSource
    void everyWorkflowKeepsTheRule(WorkflowRule rule) {
        assertThat(Workflow.all()).isNotEmpty().allMatch(rule::isKeptBy);
    }

    @ParameterizedTest
    @EnumSource
    void theRuleRefusesItsBadExample(WorkflowRule rule) {
        assertThat(rule.isKeptBy(Workflow.of("good.yml", rule.badExample()))).isFalse();
    }

    @Test
    void theGoodExampleKeepsAllRules() {
        Workflow good = Workflow.of("good.yml", WorkflowRule.GOOD);

        assertThat(Arrays.stream(WorkflowRule.values()).filter(rule -> !rule.isKeptBy(good)))
                .isEmpty();
    }

    @Test
    void aMergeDependsOnEveryGateAndOnNothingElse() throws Exception {
        JsonNode ruleset = new ObjectMapper().readTree(Checkout.read(".github/rulesets/main.json"));
        Stream<String> required = ruleset.findValue("required_status_checks")
                .valueStream()
                .map(check -> check.path("context").asText());

        assertThat(required)
                .containsExactlyInAnyOrderElementsOf(Workflow.all().stream()
                        .filter(Workflow::isGated)
                        .map(workflow -> workflow.root().at("/jobs/gate/name").asText() + " / gate")
                        .toList());
    }

    @Test
    void anActionIsPinnedToOneCommitWhichTheDocsName() {
        Pattern pin = Pattern.compile("uses: ([\\w-]+/[\\w-]+)[\\w/-]*@(\\S+)");
        List<String> pins = Workflow.all().stream()
                .flatMap(workflow -> pin.matcher(workflow.text()).results())
                .map(match -> match.group(1) + " " + match.group(2))
                .distinct()
                .toList();

        assertThat(pins.stream().map(line -> line.substring(0, line.indexOf(' '))))
                .isNotEmpty()
                .doesNotHaveDuplicates();
        assertThat(pins).allMatch(line -> Checkout.read("docs/ci.md").contains(line.substring(line.indexOf(' ') + 1)));
    }

    @Test
    void everyModuleIsBuiltBySomeWorkflow() {
        List<String> modules = Pattern.compile("<module>(.*)</module>")
                .matcher(Checkout.read("pom.xml"))
                .results()
                .map(match -> match.group(1))
                .toList();
        List<String> built = Workflow.all().stream()
                .flatMap(Workflow::calls)
                .map(call -> call.getValue().at("/with/modules").asText())
                .flatMap(Pattern.compile(",")::splitAsStream)
                .toList();

        assertThat(modules).isNotEmpty().isSubsetOf(built);
    }

    @Test
    void theUpdaterRunsOnEveryChannelAndLabelsWhatItProposes() throws Exception {
        JsonNode channels =
                new YAMLMapper().readTree(Checkout.read("tee-rex-updater.yml")).path("channels");
        JsonNode update = Workflow.read("aztec-update.yml").root();
        List<String> names =
                channels.propertyStream().map(channel -> channel.getKey()).toList();

        assertThat(texts(update.at("/jobs/update/strategy/matrix/channel"))).isEqualTo(names);
        assertThat(texts(update.at("/on/workflow_dispatch/inputs/channel/options")))
                .isEqualTo(names);
        assertThat(update.path("on").has("schedule")).isTrue();
        assertThat(channels)
                .allSatisfy(channel -> assertThat(texts(channel.path("labels"))).contains("test-tee", "test-remote"));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }
}
