package dev.teerex.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A workflow file.
 *
 * @param file its name, without the folder
 * @param text what it says
 * @param root the same, parsed
 */
record Workflow(String file, String text, JsonNode root) {
    static final String FOLDER = ".github/workflows/";

    static Workflow of(String file, String text) {
        try {
            return new Workflow(file, text, new YAMLMapper().readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    static Workflow read(String file) {
        return of(file, Checkout.read(FOLDER + file));
    }

    static List<Workflow> all() {
        return Checkout.list(FOLDER).stream()
                .map(path -> read(path.getFileName().toString()))
                .toList();
    }

    boolean isCalled() {
        return root.path("on").has("workflow_call");
    }

    Stream<Map.Entry<String, JsonNode>> jobs() {
        return root.path("jobs").properties().stream();
    }

    Stream<JsonNode> steps() {
        return jobs().flatMap(job -> elements(job.getValue().path("steps")));
    }

    /** The scripts in it. */
    Stream<String> scripts() {
        return steps().filter(step -> step.has("run"))
                .map(step -> step.path("run").asText());
    }

    /** The jobs that call a workflow of this repository, with its file name. */
    Stream<Map.Entry<String, JsonNode>> calls() {
        return jobs().filter(job -> job.getValue().has("uses"))
                .map(job -> Map.entry(job.getValue().path("uses").asText().replace("./" + FOLDER, ""), job.getValue()));
    }

    /** A workflow with a gate asks first what has changed. */
    boolean isGated() {
        return calls().anyMatch(call -> call.getKey().equals("changes.yml"));
    }

    static Stream<JsonNode> elements(JsonNode list) {
        return list.valueStream();
    }

    @Override
    public String toString() {
        return file;
    }
}
