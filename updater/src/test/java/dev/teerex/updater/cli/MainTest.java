package dev.teerex.updater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.teerex.updater.plan.Block;
import dev.teerex.updater.plan.Options;
import dev.teerex.updater.plan.UpdateRequest;
import dev.teerex.updater.rig.BareRepository;
import dev.teerex.updater.rig.Fault;
import dev.teerex.updater.rig.GitHubServer;
import dev.teerex.updater.rig.Scene;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command line as a user sees it: what is printed, and the exit code. */
class MainTest {
    @TempDir
    Path folder;

    private Scene scene;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void set() {
        scene = new Scene(folder);
    }

    @AfterEach
    void strike() {
        scene.close();
        assertThat(out + err.toString()).doesNotContain(GitHubServer.TOKEN);
    }

    private int execute(String... arguments) {
        UpdateRequest request = scene.request(new Options(false, false));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--config",
                request.configuration().toString(),
                "--directory",
                request.directory().toString()));
        all.addAll(List.of("--cache", folder.resolve("cache").toString()));
        out.getBuffer().setLength(0);
        return Main.commandLine(scene.surroundings())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(new String[0]));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void theExitCodesAreAsTheDocumentationHasThem() {
        assertThat(execute("check")).isEqualTo(2);
        assertThat(execute("plan")).isEqualTo(2);
        assertThat(execute("run", "--dry-run")).isEqualTo(2);
        assertThat(scene.repository.tip(Scene.BRANCH)).isEmpty();
        assertThat(execute("run")).isEqualTo(2);
        assertThat(execute("run")).isZero();
        scene.repository.commit(Scene.BRANCH, BareRepository.HUMAN, "fix", Map.of("README", "mine"));
        assertThat(execute("run")).isEqualTo(3);
        assertThat(execute("run", "--channel", "none")).isEqualTo(1);
        assertThat(execute("run", "--nonsense")).isEqualTo(1);
        assertThat(execute("nonsense")).isEqualTo(1);
    }

    @Test
    void theWholePlanIsThereAsText() {
        execute("plan");

        assertThat(out.toString())
                .contains("channel stable: 4.2.0 can be updated to")
                .contains("  " + scene.packages.get(0) + " 4.1.2 -> 4.2.0, published 2026-01-01T00:00:00Z")
                .contains("  would: push 4.2.0 to chore/aztec-stable")
                .contains("package.json (3 versions)")
                .contains("  would: open the pull request")
                .contains("  would: label the new pull request with [test-infra]")
                .contains("  would: turn on auto-merge of the new pull request")
                .endsWith("result: changes\n");
    }

    @Test
    void theWholePlanIsThereAsJson() throws IOException {
        execute("plan", "--format", "json");

        JsonNode channel = json().path("channels").path(0);
        assertThat(json().path("exitCode").asInt()).isEqualTo(2);
        assertThat(channel.path("verdict").path("state").asText()).isEqualTo("available");
        assertThat(channel.path("packages")).hasSize(3);
        assertThat(channel.path("packages").path(0).path("integrity").asText()).startsWith("sha512-");
        assertThat(channel.path("steps").findValuesAsText("step"))
                .containsExactly("PushBranch", "OpenPullRequest", "AddLabels", "EnableAutoMerge");
        assertThat(channel.path("steps").path(0).path("files").findValuesAsText("path"))
                .containsExactly("package.json", "tee-rex-updater.lock.json");
        assertThat(channel.path("steps").path(1).path("body").asText()).contains("How to stop");
    }

    @Test
    void aBlockAndAWaitAreThereAsJson() throws IOException {
        scene.npm.tag(scene.packages.get(0), Scene.OLD, "latest");
        assertThat(execute("check", "--format=json")).isEqualTo(3);
        assertThat(json().path("channels")
                        .path(0)
                        .path("verdict")
                        .path("reason")
                        .asText())
                .isEqualTo(Block.TAG_DISAGREEMENT.name());

        scene.npm.publish(scene.packages.get(0), "4.3.0", "latest");
        execute("check", "--format=json");
        JsonNode verdict = json().path("channels").path(0).path("verdict");
        assertThat(verdict.path("state").asText()).isEqualTo("waiting");
        assertThat(verdict.path("there").asInt()).isEqualTo(1);
        assertThat(verdict.path("missing")).hasSize(2);
    }

    @Test
    void oneChannelThatFailsDoesNotKeepTheOthersFromTheirUpdate() throws IOException {
        scene.channel("auto-merge: never}\n  broken: {tag: latest, base: nowhere");

        assertThat(execute("run", "--format=json")).isEqualTo(1);
        assertThat(json().path("channels").path(1).path("failure").path("code").asText())
                .isEqualTo("TRX-U-001");
        assertThat(scene.pullRequest().open).isTrue();
    }

    @Test
    void whatWasDoneBeforeAFailureIsInTheReport() throws IOException {
        scene.github.fail(Fault.answer("POST .*/labels$", 403, Map.of("Retry-After", "3600"), 2));

        assertThat(execute("run", "--format=json")).isEqualTo(1);
        assertThat(json().path("channels").path(0).path("taken").findValuesAsText("step"))
                .containsExactly("PushBranch", "OpenPullRequest");

        scene.publish("4.3.0");
        assertThat(execute("run")).isEqualTo(1);
        assertThat(out.toString()).contains("failed: TRX-U-010").contains("  done: push 4.3.0");
    }

    @Test
    void aRunTellsOfEachStepAsItIsTaken() {
        execute("run");

        assertThat(err.toString().lines()).hasSize(5).allMatch(line -> line.startsWith("stable: "));
    }

    @Test
    void theDocumentationHasEveryOptionAndEveryReason() throws IOException {
        String docs = Files.readString(Path.of("../docs/updater.md"));
        Set<String> options = new TreeSet<>();
        CommandLine line = Main.commandLine(scene.surroundings());
        line.getSubcommands().values().forEach(sub -> sub.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .forEach(options::add));

        assertThat(options).isNotEmpty().allSatisfy(option -> assertThat(docs).contains("`" + option));
        for (Block block : Block.values()) {
            assertThat(docs).contains("| `" + block.name() + "` |");
        }
        for (dev.teerex.updater.UpdateException.Code code : dev.teerex.updater.UpdateException.Code.values()) {
            assertThat(docs).contains("| " + code.code() + " | `" + code.name() + "` |");
        }
    }
}
