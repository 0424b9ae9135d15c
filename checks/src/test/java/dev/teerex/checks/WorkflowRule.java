package dev.teerex.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every workflow of this repository keeps to. Each rule brings an example that breaks it: a good workflow with one change. */
enum WorkflowRule {
    PERMISSIONS_ARE_GIVEN_JOB_BY_JOB(
            "\npermissions: {}\n",
            "\npermissions: read-all\n",
            workflow -> workflow.root().path("permissions").isObject()
                    && workflow.root().path("permissions").isEmpty()
                    && workflow.jobs()
                            .allMatch(job -> job.getValue().path("permissions").isObject())),

    WRITING_IS_FOR_FEW("contents: read", "contents: write", workflow -> workflow.jobs()
            .flatMap(job -> job.getValue().path("permissions").properties().stream())
            .filter(scope -> !scope.getValue().asText().equals("read"))
            .allMatch(scope -> mayWrite(workflow).contains(scope.getKey()))),

    ACTIONS_ARE_PINNED_BY_COMMIT(
            "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
            "actions/checkout@v7",
            workflow -> workflow.text()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.matches("(- )?uses:.*"))
                    .allMatch(
                            line -> line.matches(
                                    "(- )?uses: (\\./\\.github/workflows/[a-z-]+\\.yml|[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+)"))),

    CONTAINERS_ARE_PINNED_BY_DIGEST(
            "    timeout-minutes: 10\n", "    container: debian:12\n", workflow -> workflow.jobs()
                    .map(job -> job.getValue().path("container"))
                    .filter(container -> !container.isMissingNode())
                    .map(container ->
                            container.isObject() ? container.path("image").asText() : container.asText())
                    .allMatch(image -> image.matches("[\\w./-]+:[\\w.-]+@sha256:[0-9a-f]{64}"))),

    EVERY_JOB_HAS_A_TIMEOUT("timeout-minutes: 10", "timeout-minutes: 600", workflow -> workflow.jobs()
            .filter(job -> job.getValue().has("runs-on"))
            .map(job -> job.getValue().path("timeout-minutes").asInt())
            .allMatch(minutes -> minutes > 0 && minutes <= 60)),

    RUNNERS_ARE_NAMED("runs-on: ubuntu-24.04", "runs-on: ubuntu-latest", workflow -> !workflow.text()
            .contains("-latest")),

    NOTHING_IS_PASTED_INTO_SCRIPTS("echo \"$BRANCH\"", "echo \"${{ github.head_ref }}\"", workflow -> workflow.scripts()
            .noneMatch(script -> script.contains("${{"))),

    SCRIPTS_STOP_AT_THE_FIRST_FAILURE(
            "shell: bash",
            "shell: sh",
            workflow -> workflow.root().at("/defaults/run/shell").asText().equals("bash")
                    && workflow.steps().noneMatch(step -> step.has("shell"))),

    NO_TOKEN_STAYS_IN_THE_CHECKOUT("persist-credentials: false", "fetch-depth: 1", workflow -> workflow.steps()
            .filter(step -> step.path("uses").asText().startsWith("actions/checkout@"))
            .allMatch(step -> step.at("/with/persist-credentials").asText().equals("false"))),

    CALLERS_SAY_WHAT_RUNS_AT_ONCE(
            "concurrency:",
            "x-concurrency:",
            workflow ->
                    workflow.isCalled() || workflow.root().path("concurrency").has("cancel-in-progress")),

    NOBODY_ELSE_DOES(
            "on:\n  pull_request:",
            "on:\n  workflow_call:",
            workflow -> !(workflow.isCalled() && workflow.root().has("concurrency"))
                    && workflow.jobs().noneMatch(job -> job.getValue().has("concurrency"))),

    STRANGERS_START_NOTHING_THAT_HAS_SECRETS(
            "pull_request:", "pull_request_target:", workflow -> workflow.root().path("on").properties().stream()
                    .allMatch(on -> mayStart(on.getKey()))),

    SECRETS_ARE_FEW_AND_GO_TO_ONE_STEP(
            "BRANCH: ${{ github.head_ref }}", "BRANCH: ${{ secrets.AWS_SECRET_ACCESS_KEY }}", workflow -> {
                long inSteps = workflow.steps()
                        .flatMap(step -> step.path("env").valueStream())
                        .flatMap(value -> secrets(value.asText()))
                        .filter(maySee(workflow)::contains)
                        .count();
                return inSteps == secrets(workflow.text()).count()
                        && !workflow.text().contains("secrets:");
            }),

    THE_GATE_WAITS_FOR_EVERY_JOB(
            "needs: [changes, build]", "needs: [changes]", workflow -> !workflow.isGated() || gateIsSound(workflow)),

    ONLY_THE_GATE_RUNS_WHERE_NOTHING_CHANGED(
            "    if: needs.changes.outputs.changed == 'true'\n",
            "",
            workflow -> !workflow.isGated()
                    || workflow.jobs()
                            .filter(job -> !Set.of("changes", "gate").contains(job.getKey()))
                            .allMatch(job -> job.getValue()
                                    .path("if")
                                    .asText()
                                    .equals("needs.changes.outputs.changed == 'true'"))),

    CHANGE_DETECTION_INCLUDES_THE_WORKFLOW_ITSELF(
            "        .github/workflows/good.yml\n", "", workflow -> workflow.calls()
                    .filter(call -> call.getKey().equals("changes.yml"))
                    .map(call ->
                            call.getValue().at("/with/paths").asText().lines().collect(Collectors.toSet()))
                    .allMatch(paths -> paths.contains(".")
                            || Stream.concat(
                                            Stream.of(workflow.file()),
                                            workflow.calls().map(Map.Entry::getKey))
                                    .allMatch(file -> paths.contains(Workflow.FOLDER + file)))),

    CALLS_FIT_WHAT_IS_CALLED("      results: ", "      result: ", workflow -> workflow.calls()
            .allMatch(call -> fits(call.getValue(), Workflow.read(call.getKey())))),

    WHAT_IS_PUBLISHED_COMES_FROM_NO_CACHE(
            "    permissions:\n      contents: read\n    steps:",
            "    permissions:\n      id-token: write\n    steps:\n      - with:\n          cache: maven",
            workflow -> workflow.jobs()
                    .filter(job -> job.getValue().path("permissions").has("id-token"))
                    .flatMap(job -> job.getValue().path("steps").valueStream())
                    .noneMatch(step -> step.path("with").has("cache")));

    static final String GOOD = """
            name: good
            on:
              pull_request:

            permissions: {}

            concurrency:
              group: ${{ github.workflow }}-${{ github.ref }}
              cancel-in-progress: true

            defaults:
              run:
                shell: bash

            jobs:
              changes:
                permissions: {}
                uses: ./.github/workflows/changes.yml
                with:
                  paths: |
                    good/
                    .github/workflows/good.yml
                    .github/workflows/changes.yml
                    .github/workflows/gate.yml
              build:
                needs: changes
                if: needs.changes.outputs.changed == 'true'
                runs-on: ubuntu-24.04
                timeout-minutes: 10
                permissions:
                  contents: read
                steps:
                  - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
                    with:
                      persist-credentials: false
                  - env:
                      BRANCH: ${{ github.head_ref }}
                    run: echo "$BRANCH"
              gate:
                name: good
                if: always()
                needs: [changes, build]
                permissions: {}
                uses: ./.github/workflows/gate.yml
                with:
                  changed: ${{ needs.changes.outputs.changed }}
                  results: ${{ join(needs.*.result, ' ') }}
            """;

    private static final Map<String, Set<String>> WRITES = Map.of(
            "codeql.yml", Set.of("security-events"),
            "release.yml", Set.of("id-token", "attestations", "contents"));

    /** None is a cloud's: those are reached by the identity of the workflow. Maven Central has no such way. */
    private static final Map<String, Set<String>> SECRETS = Map.of(
            "aztec-update.yml", Set.of("TEE_REX_UPDATER_APP_ID", "TEE_REX_UPDATER_APP_KEY"),
            "release.yml", Set.of("CENTRAL_USERNAME", "CENTRAL_PASSWORD", "MAVEN_GPG_KEY", "MAVEN_GPG_PASSPHRASE"));

    private static final Set<String> TRIGGERS =
            Set.of("pull_request", "merge_group", "push", "schedule", "workflow_dispatch", "workflow_call");

    private static final Pattern SECRET = Pattern.compile("secrets\\s*[.\\[]\\s*['\"]?(\\w+)");

    private final String good;
    private final String bad;

    @SuppressWarnings("ImmutableEnumChecker") // No predicate here holds anything.
    private final Predicate<Workflow> kept;

    WorkflowRule(String good, String bad, Predicate<Workflow> kept) {
        this.good = good;
        this.bad = bad;
        this.kept = kept;
    }

    boolean isKeptBy(Workflow workflow) {
        return kept.test(workflow);
    }

    /** Returns the good workflow with the one change that breaks this rule. */
    String badExample() {
        return GOOD.replace(good, bad);
    }

    private static Set<String> mayWrite(Workflow workflow) {
        return WRITES.getOrDefault(workflow.file(), Set.of());
    }

    private static Set<String> maySee(Workflow workflow) {
        return SECRETS.getOrDefault(workflow.file(), Set.of());
    }

    private static boolean mayStart(String trigger) {
        return TRIGGERS.contains(trigger);
    }

    private static Stream<String> secrets(String text) {
        return SECRET.matcher(text).results().map(match -> match.group(1));
    }

    private static boolean gateIsSound(Workflow workflow) {
        JsonNode gate = workflow.root().at("/jobs/gate");
        Set<String> awaited =
                gate.path("needs").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
        Set<String> others = workflow.jobs()
                .map(Map.Entry::getKey)
                .filter(job -> !job.equals("gate"))
                .collect(Collectors.toSet());
        return gate.path("uses").asText().equals("./.github/workflows/gate.yml")
                && (gate.path("name").asText() + ".yml").equals(workflow.file())
                && gate.path("if").asText().equals("always()")
                && awaited.equals(others)
                && gate.at("/with/changed").asText().equals("${{ needs.changes.outputs.changed }}")
                && gate.at("/with/results").asText().equals("${{ join(needs.*.result, ' ') }}");
    }

    private static boolean fits(JsonNode call, Workflow called) {
        JsonNode inputs = called.root().at("/on/workflow_call/inputs");
        return call.path("with").propertyStream().allMatch(given -> inputs.has(given.getKey()))
                && inputs.propertyStream()
                        .filter(input -> input.getValue().path("required").asBoolean())
                        .allMatch(input -> call.path("with").has(input.getKey()));
    }
}
