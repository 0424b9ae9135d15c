package dev.teerex.updater.rig;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** GitHub's own OpenAPI description: what a request must look like, what an answer must look like, and a smallest answer. */
final class GitHubContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final GitHubContract SHARED = new GitHubContract(NpmTools.modules());

    private final JsonNode root;
    private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getOpenApi30());
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private GitHubContract(Path modules) {
        root = JSON.readTree(modules.resolve("@octokit/openapi/generated/api.github.com.json")
                .toFile());
    }

    static GitHubContract shared() {
        return SHARED;
    }

    /** An operation that the description has, for a request. */
    record Operation(String template, JsonNode node) {}

    Optional<Operation> operation(String method, String path) {
        return root.path("paths").properties().stream()
                .filter(entry -> Pattern.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+"), path))
                // A template without a parameter in that place is the better match.
                .sorted((a, b) -> Integer.compare(
                        a.getKey().split("\\{", -1).length, b.getKey().split("\\{", -1).length))
                .filter(entry -> entry.getValue().has(method.toLowerCase(java.util.Locale.ROOT)))
                .map(entry ->
                        new Operation(entry.getKey(), entry.getValue().path(method.toLowerCase(java.util.Locale.ROOT))))
                .findFirst();
    }

    /** Returns what is wrong with a query, or empty. */
    Optional<String> queryFault(Operation operation, Map<String, String> query) {
        for (Map.Entry<String, String> given : query.entrySet()) {
            Optional<JsonNode> parameter = operation
                    .node()
                    .path("parameters")
                    .valueStream()
                    .map(this::resolved)
                    .filter(p -> p.path("name").asString("").equals(given.getKey())
                            && p.path("in").asString("").equals("query"))
                    .findFirst();
            if (parameter.isEmpty()) {
                return Optional.of("no query parameter " + given.getKey() + " in " + operation.template());
            }
            JsonNode values = resolved(parameter.get().path("schema")).path("enum");
            if (!values.isMissingNode()
                    && values.valueStream().noneMatch(v -> v.asString("").equals(given.getValue()))) {
                return Optional.of(given + " is not allowed in " + operation.template());
            }
        }
        return Optional.empty();
    }

    Optional<String> requestFault(Operation operation, String body) {
        JsonNode request = resolved(operation.node().path("requestBody"));
        JsonNode schema = request.path("content").path("application/json").path("schema");
        if (schema.isMissingNode()) {
            return body.isEmpty() ? Optional.empty() : Optional.of("a body, where there is none");
        }
        return fault(schema, body);
    }

    Optional<String> answerFault(Operation operation, int status, String body) {
        JsonNode answer = operation.node().path("responses").path(Integer.toString(status));
        if (answer.isMissingNode()) {
            return Optional.of("the status " + status + " is not described for " + operation.template());
        }
        JsonNode schema =
                resolved(answer).path("content").path("application/json").path("schema");
        return schema.isMissingNode() ? Optional.empty() : fault(schema, body);
    }

    private Optional<String> fault(JsonNode schema, String body) {
        Schema compiled = schemas.computeIfAbsent(schema.toString(), text -> {
            ObjectNode standalone = JSON.createObjectNode();
            standalone.putArray("allOf").add(schema);
            standalone.set("components", root.path("components"));
            return registry.getSchema(SchemaLocation.of("urn:github:" + schemas.size()), standalone);
        });
        var errors = compiled.validate(JSON.readTree(body));
        return errors.isEmpty() ? Optional.empty() : Optional.of(errors.toString());
    }

    /** Returns the smallest value that a schema of the description allows, to be filled with what is true. */
    ObjectNode sample(String schema) {
        return (ObjectNode) sample(root.path("components").path("schemas").path(schema), 0);
    }

    private JsonNode sample(JsonNode unresolved, int depth) {
        JsonNode schema = resolved(unresolved);
        if (schema.path("nullable").asBoolean(false) || depth > 12) {
            return JSON.nullNode();
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(0);
        }
        for (String choice : new String[] {"anyOf", "oneOf"}) {
            if (schema.has(choice) && !schema.has("properties")) {
                return sample(schema.path(choice).get(0), depth + 1);
            }
        }
        if (schema.has("allOf")) {
            ObjectNode all = JSON.createObjectNode();
            schema.path("allOf").forEach(part -> {
                if (sample(part, depth + 1) instanceof ObjectNode object) {
                    all.setAll(object);
                }
            });
            return all;
        }
        return switch (schema.path("type").asString("object")) {
            case "string" -> JSON.getNodeFactory().stringNode(text(schema));
            case "integer", "number" -> JSON.getNodeFactory().numberNode(1);
            case "boolean" -> JSON.getNodeFactory().booleanNode(false);
            case "array" -> JSON.createArrayNode();
            default -> {
                ObjectNode object = JSON.createObjectNode();
                schema.path("required")
                        .forEach(name -> object.set(
                                name.asString(),
                                sample(schema.path("properties").path(name.asString()), depth + 1)));
                yield object;
            }
        };
    }

    private static String text(JsonNode schema) {
        return switch (schema.path("format").asString("")) {
            case "uri" -> "https://example.org/";
            case "date-time" -> "2026-01-01T00:00:00Z";
            case "email" -> "ada@example.org";
            default -> "text";
        };
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            JsonNode found = root;
            for (String part : at.path("$ref").asString().substring(2).split("/", -1)) {
                found = found.path(part.replace("~1", "/").replace("~0", "~"));
            }
            at = found;
        }
        return at;
    }
}
