package dev.teerex.updater.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.teerex.updater.rig.GitHubContract.Operation;
import dev.teerex.updater.rig.GitHubState.Pr;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A GitHub of one repository, {@code o/r}: git at {@code /o/r.git}, REST at {@code /api}, GraphQL at {@code /api/graphql}. Each
 * request and each answer is held against GitHub's own descriptions; what they do not allow is kept as a violation.
 */
public final class GitHubServer implements AutoCloseable {
    /** The token that is let in. */
    public static final String TOKEN = "t0k-not-a-real-one";

    private static final String REPO = "/repos/o/r";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GitHubContract contract = GitHubContract.shared();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final GitHubGraphQl graphql;
    private final GitHttpBackend git;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Map<Fault, Integer> faults = new ConcurrentHashMap<>();
    // Kept here: the attributes of an exchange are shared by all exchanges of its context.
    private final Set<HttpExchange> cut = ConcurrentHashMap.newKeySet();
    private @Nullable PublicKey appKey;

    /** The state, for a test to look at and to change. */
    public final GitHubState state;

    /** Starts it over a folder that holds {@code o/r.git}. */
    public GitHubServer(Path root, BareRepository repository) {
        state = new GitHubState(repository);
        graphql = new GitHubGraphQl(state);
        git = new GitHttpBackend(root, TOKEN);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/o/", exchange -> faulty(exchange, () -> git.handle(exchange, cut.remove(exchange))));
        server.createContext("/api/", exchange -> faulty(exchange, () -> api(exchange)));
        server.setExecutor(threads);
        server.start();
    }

    /** Returns its address, without a slash. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns all requests so far, as {@code METHOD /path}, and git's with their query. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Returns what GitHub's descriptions do not allow; a good test ends with none. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Lets something go wrong. */
    public void fail(Fault fault) {
        faults.put(fault, fault.times());
    }

    /** Accepts an app that signs with this key. */
    public void app(PublicKey key) {
        appKey = key;
    }

    private interface Work {
        void run() throws IOException;
    }

    private Optional<Fault> fault(String request, boolean stale) {
        for (Fault fault : faults.keySet()) {
            boolean wanted = (fault.kind() == Fault.Kind.STALE) == stale;
            if (wanted && fault.request().matcher(request).find()) {
                Integer left = faults.computeIfPresent(fault, (f, n) -> n <= 1 ? null : n - 1);
                return left == null || left > 0 ? Optional.of(fault) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void faulty(HttpExchange exchange, Work work) throws IOException {
        // Only git's query says whether it wants to read or to write.
        String target = exchange.getRequestURI().getRawPath().startsWith("/o/")
                ? exchange.getRequestURI().toString()
                : exchange.getRequestURI().getRawPath();
        String request = exchange.getRequestMethod() + " " + target;
        requests.add(request);
        Optional<Fault> fault = fault(request, false);
        if (fault.isEmpty()) {
            work.run();
            return;
        }
        switch (fault.get().kind()) {
            case ANSWER -> {
                exchange.getRequestBody().readAllBytes();
                fault.get().headers().forEach(exchange.getResponseHeaders()::set);
                byte[] body = fault.get().body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(fault.get().status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            }
            case CUT_BEFORE -> exchange.close();
            case CUT_AFTER -> {
                cut.add(exchange);
                work.run();
            }
            case STALE -> throw new IllegalStateException("asked for elsewhere");
        }
    }

    private void api(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getRawPath().substring("/api".length());
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.equals("/graphql")) {
                JsonNode request = JSON.readTree(body);
                Map<String, Object> variables =
                        JSON.convertValue(request.path("variables"), new tools.jackson.core.type.TypeReference<>() {});
                Map<String, Object> answer = allowed(exchange, path)
                        ? graphql.execute(request.path("query").asString(), variables)
                        : Map.of();
                if (answer.containsKey("errors")
                        && answer.get("errors").toString().contains("Validation")) {
                    violations.add("graphql: " + answer.get("errors"));
                }
                send(exchange, answer.isEmpty() ? 401 : 200, JSON.writeValueAsString(answer));
                return;
            }
            rest(exchange, path, body);
        } catch (RuntimeException e) {
            // A bug in this server must be seen as one, not as a cut connection.
            violations.add("server: " + e);
            send(exchange, 500, "{}");
        }
    }

    private void rest(HttpExchange exchange, String path, String body) throws IOException {
        String method = exchange.getRequestMethod();
        Optional<Operation> operation = contract.operation(method, path);
        if (operation.isEmpty()) {
            violations.add("GitHub has no " + method + " " + path);
            send(exchange, 404, "{}");
            return;
        }
        Map<String, String> query = query(exchange);
        contract.queryFault(operation.get(), query).ifPresent(violations::add);
        contract.requestFault(operation.get(), body).ifPresent(f -> violations.add(method + " " + path + ": " + f));
        if (!allowed(exchange, path)) {
            send(exchange, 401, "{\"message\":\"Bad credentials\"}");
            return;
        }
        Reply reply = answer(method, path, query, body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body));
        String text = JSON.writeValueAsString(reply.body());
        contract.answerFault(operation.get(), reply.status(), text)
                .ifPresent(f -> violations.add("answer to " + method + " " + path + ": " + f));
        send(exchange, reply.status(), text);
    }

    private boolean allowed(HttpExchange exchange, String path) {
        String given = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        if (path.endsWith("/installation") || path.startsWith("/app/")) {
            return isApp(given);
        }
        return given.equals("Bearer " + TOKEN);
    }

    private boolean isApp(String given) {
        String[] parts = given.replaceFirst("^Bearer ", "").split("\\.", -1);
        if (appKey == null || parts.length != 3) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(appKey);
            verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            return verifier.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && claims.path("exp").asLong() - claims.path("iat").asLong() <= 600;
        } catch (java.security.GeneralSecurityException e) {
            return false;
        }
    }

    private record Reply(int status, JsonNode body) {}

    private Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
        if (!method.equals("GET")) {
            state.aboutToWrite();
        }
        String rest = path.startsWith(REPO) ? path.substring(REPO.length()) : path;
        String[] parts = rest.split("/", -1);
        String key = method + " "
                + rest.replaceAll("/[0-9]+", "/N")
                        .replaceAll("/labels/.+", "/labels/L")
                        .replaceAll("branches/.+", "branches/B");
        return switch (key) {
            case "GET " -> ok(200, settings());
            case "GET /pulls" -> list(query);
            case "POST /pulls" -> open(body);
            case "PATCH /pulls/N" -> change(pr(parts[2]), body);
            case "GET /pulls/N/commits" -> ok(200, commits(pr(parts[2])));
            case "PUT /pulls/N/merge" -> merge(pr(parts[2]), body);
            case "GET /issues/N/labels" -> ok(200, labels(pr(parts[2])));
            case "POST /issues/N/labels" -> {
                body.path("labels").forEach(label -> pr(parts[2]).labels.add(label.asString()));
                yield ok(200, labels(pr(parts[2])));
            }
            case "DELETE /issues/N/labels/L" -> {
                yield pr(parts[2]).labels.remove(decoded(parts[4]))
                        ? ok(200, labels(pr(parts[2])))
                        : ok(404, sample("basic-error").put("message", "Label does not exist"));
            }
            case "GET /issues/N/comments" -> ok(200, comments(pr(parts[2])));
            case "POST /issues/N/comments" -> {
                pr(parts[2]).comments.add(body.path("body").asString());
                yield ok(201, comment(body.path("body").asString()));
            }
            case "GET /branches/B" -> branch(decoded(parts[2]));
            case "GET /rules/branches/B" -> ok(200, rules(decoded(parts[3])));
            case "GET /installation" -> ok(200, sample("installation").put("id", 7));
            case "POST /app/installations/N/access_tokens" ->
                ok(201, sample("installation-token").put("token", TOKEN).put("expires_at", "2099-01-01T00:00:00Z"));
            default -> {
                violations.add("this GitHub does not know " + key);
                yield ok(404, JSON.createObjectNode());
            }
        };
    }

    private static Reply ok(int status, JsonNode body) {
        return new Reply(status, body);
    }

    private ObjectNode sample(String schema) {
        return contract.sample(schema);
    }

    private Pr pr(String number) {
        return state.pullRequest(Integer.parseInt(number)).orElseThrow();
    }

    private ObjectNode settings() {
        return sample("full-repository")
                .put("full_name", "o/r")
                .put("allow_auto_merge", state.allowAutoMerge)
                .put("allow_squash_merge", true);
    }

    private Reply list(Map<String, String> query) {
        List<Pr> all = fault("GET /pulls", true).isPresent() ? state.stale() : state.pullRequests();
        ArrayNode array = JSON.createArrayNode();
        String head = query.getOrDefault("head", "");
        all.stream()
                .filter(pr -> head.isEmpty() || head.equals("o:" + pr.head))
                .filter(pr -> query.getOrDefault("state", "open").equals("all") || pr.open)
                .forEach(pr -> array.add(described(pr, "pull-request-simple")));
        return ok(200, array);
    }

    private ObjectNode described(Pr pr, String schema) {
        ObjectNode node = sample(schema)
                .put("number", pr.number)
                .put("node_id", "PR_" + pr.number)
                .put("state", pr.open ? "open" : "closed")
                .put("title", pr.title)
                .put("body", pr.body)
                .put("draft", pr.draft)
                .put("merged_at", pr.merged ? "2026-11-01T00:00:00Z" : null);
        ObjectNode head = (ObjectNode) node.path("head");
        head.put("ref", pr.head).put("sha", state.head(pr)).put("label", "o:" + pr.head);
        ObjectNode repository = head.path("repo") instanceof ObjectNode there ? there : sample("repository");
        head.set("repo", repository.put("full_name", pr.repository));
        ((ObjectNode) node.path("base")).put("ref", pr.base);
        return node;
    }

    private Reply open(JsonNode body) {
        String head = body.path("head").asString();
        String base = body.path("base").asString();
        boolean exists = state.pullRequests().stream()
                .anyMatch(pr -> pr.open && pr.repository.equals("o/r") && pr.head.equals(head) && pr.base.equals(base));
        if (exists || state.repository.tip(head).isEmpty() || state.repository.contains(base, head)) {
            return ok(
                    422,
                    sample("validation-error")
                            .put(
                                    "message",
                                    exists ? "A pull request already exists for o:" + head + "." : "No commits"));
        }
        Pr pr = state.open(
                head, base, body.path("title").asString(), body.path("body").asString(""));
        return ok(201, described(pr, "pull-request"));
    }

    private Reply change(Pr pr, JsonNode body) {
        pr.title = body.path("title").asString(pr.title);
        // GitHub gives back a body with the line ends of a form.
        pr.body = body.path("body").asString(pr.body).replaceAll("\r?\n", "\r\n");
        pr.open = pr.open && !body.path("state").asString("").equals("closed");
        return ok(200, described(pr, "pull-request"));
    }

    private Reply merge(Pr pr, JsonNode body) {
        if (!state.head(pr).equals(body.path("sha").asString())) {
            return ok(409, JSON.createObjectNode().put("message", "Head branch was modified"));
        }
        if (!Set.of("CLEAN", "HAS_HOOKS").contains(state.status(pr)) || !state.merge(pr)) {
            return ok(405, JSON.createObjectNode().put("message", "Pull Request is not mergeable"));
        }
        return ok(200, sample("pull-request-merge-result").put("merged", true));
    }

    private ArrayNode commits(Pr pr) {
        ArrayNode array = JSON.createArrayNode();
        for (String address : state.repository.people(pr.head)) {
            ObjectNode commit = sample("commit");
            ObjectNode inner = (ObjectNode) commit.path("commit");
            for (String role : new String[] {"author", "committer"}) {
                inner.putObject(role).put("name", "x").put("email", address).put("date", "2026-01-01T00:00:00Z");
            }
            array.add(commit);
        }
        return array;
    }

    private ArrayNode labels(Pr pr) {
        ArrayNode array = JSON.createArrayNode();
        pr.labels.forEach(label -> array.add(sample("label").put("name", label)));
        return array;
    }

    private ArrayNode comments(Pr pr) {
        ArrayNode array = JSON.createArrayNode();
        pr.comments.forEach(text -> array.add(comment(text)));
        return array;
    }

    private ObjectNode comment(String text) {
        return sample("issue-comment").put("body", text);
    }

    private Reply branch(String name) {
        if (state.repository.tip(name).isEmpty()) {
            return ok(404, sample("basic-error"));
        }
        ObjectNode branch = sample("branch-with-protection").put("name", name);
        boolean required = !state.requiredChecks.isEmpty() && !state.byRuleset && name.equals("main");
        ObjectNode protection = branch.putObject("protection").put("enabled", required);
        ObjectNode checks = protection.putObject("required_status_checks");
        checks.put("enforcement_level", required ? "everyone" : "off");
        ArrayNode contexts = checks.putArray("contexts");
        checks.putArray("checks");
        if (required) {
            state.requiredChecks.forEach(contexts::add);
        }
        return ok(200, branch);
    }

    private ArrayNode rules(String name) {
        ArrayNode array = JSON.createArrayNode();
        if (state.byRuleset && name.equals("main")) {
            ObjectNode rule = array.addObject().put("type", "required_status_checks");
            rule.put("ruleset_source_type", "Repository")
                    .put("ruleset_source", "o/r")
                    .put("ruleset_id", 1);
            ObjectNode parameters =
                    rule.putObject("parameters").put("strict_required_status_checks_policy", state.strict);
            ArrayNode checks = parameters.putArray("required_status_checks");
            state.requiredChecks.forEach(check -> checks.addObject().put("context", check));
        }
        return array;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : new ArrayList<>(List.of((raw == null ? "" : raw).split("&", -1)))) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                query.put(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void send(HttpExchange exchange, int status, String body) throws IOException {
        if (!cut.remove(exchange)) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
