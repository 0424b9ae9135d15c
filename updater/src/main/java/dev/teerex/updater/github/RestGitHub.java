package dev.teerex.updater.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.github.MergeState.Status;
import dev.teerex.updater.http.HttpCalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import okhttp3.HttpUrl;

/**
 * GitHub over its REST API, and over GraphQL for what only that has: {@code mergeStateStatus} and auto-merge.
 *
 * <p>Thread-safe if the token source is.
 */
public final class RestGitHub implements GitHub {
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 20;

    /** Both were seen in its answers: renovate issue 21861 has the one, githubkit issue 271 the other. */
    private static final Set<String> LIMITS = Set.of("RATE_LIMITED", "RATE_LIMIT");

    private static final String MERGE_STATE = """
            query($owner: String!, $name: String!, $number: Int!) {
              repository(owner: $owner, name: $name) {
                pullRequest(number: $number) { state mergeStateStatus headRefOid autoMergeRequest { enabledAt } }
              }
            }""";
    private static final String ENABLE_AUTO_MERGE = """
            mutation($id: ID!, $head: GitObjectID!) {
              enablePullRequestAutoMerge(input: {pullRequestId: $id, expectedHeadOid: $head, mergeMethod: SQUASH}) {
                pullRequest { number }
              }
            }""";
    private static final String DISABLE_AUTO_MERGE = """
            mutation($id: ID!) {
              disablePullRequestAutoMerge(input: {pullRequestId: $id}) { pullRequest { number } }
            }""";

    private final GitHubCalls calls;
    private final RepositoryName repository;
    private final TokenSource tokens;

    /**
     * Makes calls for one repository.
     *
     * @param http how to call
     * @param api the address of the REST API
     * @param repository the repository
     * @param tokens the token for each call
     */
    public RestGitHub(HttpCalls http, String api, RepositoryName repository, TokenSource tokens) {
        this.calls = new GitHubCalls(http, api);
        this.repository = repository;
        this.tokens = tokens;
    }

    @Override
    public boolean allowsAutoMerge() {
        return calls.get(url().build(), tokens.token()).path("allow_auto_merge").asBoolean(true);
    }

    @Override
    public List<PullRequest> pullRequests(String branch) {
        HttpUrl.Builder query = url("pulls")
                .addQueryParameter("state", "all")
                .addQueryParameter("head", repository.owner() + ":" + branch)
                .addQueryParameter("sort", "created")
                .addQueryParameter("direction", "desc");
        // The filter knows the owner only: a fork in the same organisation would also be listed.
        return all(query)
                .map(RestGitHub::pullRequest)
                .filter(pr -> pr.headBranch().equals(branch) && isHere(pr))
                .toList();
    }

    private boolean isHere(PullRequest pullRequest) {
        return pullRequest.headOwner().equalsIgnoreCase(repository.toString());
    }

    @Override
    public List<PullRequest> openPullRequests() {
        HttpUrl.Builder query = url("pulls")
                .addQueryParameter("state", "open")
                .addQueryParameter("sort", "created")
                .addQueryParameter("direction", "desc");
        return all(query).map(RestGitHub::pullRequest).filter(this::isHere).toList();
    }

    private static PullRequest pullRequest(JsonNode node) {
        JsonNode head = node.path("head");
        return new PullRequest(
                node.path("number").asInt(),
                node.path("node_id").asText(),
                node.path("state").asText().equals("open"),
                node.path("merged_at").isTextual(),
                node.path("draft").asBoolean(false),
                node.path("title").asText(),
                node.path("body").isTextual() ? node.path("body").asText() : "",
                head.path("ref").asText(),
                head.path("repo").path("full_name").asText(""),
                node.path("base").path("ref").asText());
    }

    @Override
    public Set<String> committers(int number) {
        Set<String> addresses = new TreeSet<>();
        all(url("pulls", Integer.toString(number), "commits")).forEach(commit -> {
            addresses.add(commit.path("commit").path("author").path("email").asText());
            addresses.add(commit.path("commit").path("committer").path("email").asText());
        });
        return addresses;
    }

    @Override
    public void open(String branch, String base, String title, String body) {
        write("POST", url("pulls"), Map.of("title", title, "head", branch, "base", base, "body", body));
    }

    @Override
    public void describe(int number, String title, String body) {
        write("PATCH", url("pulls", Integer.toString(number)), Map.of("title", title, "body", body));
    }

    @Override
    public void close(int number, String body) {
        write("PATCH", url("pulls", Integer.toString(number)), Map.of("state", "closed", "body", body));
    }

    @Override
    public Set<String> labels(int number) {
        // Two labels that differ in case only are one to GitHub.
        Set<String> labels = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all(url("issues", Integer.toString(number), "labels"))
                .forEach(label -> labels.add(label.path("name").asText()));
        return labels;
    }

    @Override
    public void addLabels(int number, List<String> labels) {
        write("POST", url("issues", Integer.toString(number), "labels"), Map.of("labels", labels));
    }

    @Override
    public void removeLabel(int number, String label) {
        calls.delete(url("issues", Integer.toString(number), "labels", label).build(), tokens.token());
    }

    @Override
    public List<String> comments(int number) {
        return all(url("issues", Integer.toString(number), "comments"))
                .map(comment -> comment.path("body").asText(""))
                .toList();
    }

    @Override
    public void comment(int number, String text) {
        write("POST", url("issues", Integer.toString(number), "comments"), Map.of("body", text));
    }

    @Override
    public boolean requiresChecks(String branch) {
        JsonNode protection =
                calls.get(url("branches", branch).build(), tokens.token()).path("protection");
        JsonNode checks = protection.path("required_status_checks");
        boolean byProtection = protection.path("enabled").asBoolean(false)
                && !checks.path("enforcement_level").asText().equals("off")
                && (!checks.path("contexts").isEmpty() || !checks.path("checks").isEmpty());
        return byProtection
                || all(url("rules", "branches", branch))
                        .anyMatch(rule -> rule.path("type").asText().equals("required_status_checks")
                                && !rule.path("parameters")
                                        .path("required_status_checks")
                                        .isEmpty());
    }

    @Override
    public MergeState mergeState(int number) {
        Map<String, Object> variables =
                Map.of("owner", repository.owner(), "name", repository.name(), "number", number);
        Map<String, Object> body = Map.of("query", MERGE_STATE, "variables", variables);
        JsonNode answer = withinLimits(calls.query(calls.graphql(), body, tokens.token()));
        JsonNode node = answer.path("data").path("repository").path("pullRequest");
        if (!answer.path("errors").isEmpty() || !node.path("headRefOid").isTextual()) {
            throw new UpdateException(
                    Code.GITHUB_ANSWER,
                    "GitHub cannot say whether #" + number + " can be merged; run again later, or check the token");
        }
        String status = node.path("mergeStateStatus").asText();
        return new MergeState(
                Arrays.stream(Status.values())
                        .filter(s -> s.name().equals(status))
                        .findFirst()
                        .orElse(Status.UNKNOWN),
                node.path("headRefOid").asText(),
                node.path("autoMergeRequest").isObject(),
                node.path("state").asText().equals("OPEN"));
    }

    @Override
    public void enableAutoMerge(String id, String head) {
        mutate(ENABLE_AUTO_MERGE, Map.of("id", id, "head", head));
    }

    @Override
    public void disableAutoMerge(String id) {
        mutate(DISABLE_AUTO_MERGE, Map.of("id", id));
    }

    private void mutate(String mutation, Map<String, Object> variables) {
        Map<String, Object> body = Map.of("query", mutation, "variables", variables);
        JsonNode answer = withinLimits(calls.write("POST", calls.graphql(), body, tokens.token()));
        JsonNode errors = answer.path("errors");
        if (!errors.isEmpty()) {
            String said = errors.path(0).path("message").asText().replaceAll("\\p{Cntrl}+", " ");
            throw new UpdateException(
                    Code.WRITE_REFUSED,
                    "GitHub refused to change auto-merge (" + said.substring(0, Math.min(said.length(), 200)) + ")");
        }
    }

    /** GraphQL tells of a limit in an answer with status 200, and does nothing then. */
    private static JsonNode withinLimits(JsonNode answer) {
        for (JsonNode error : answer.path("errors")) {
            if (LIMITS.contains(error.path("type").asText())) {
                throw new UpdateException(
                        Code.RATE_LIMITED, "GitHub's GraphQL is rate-limited for this token; run again in an hour");
            }
        }
        return answer;
    }

    @Override
    public void merge(int number, String head) {
        write("PUT", url("pulls", Integer.toString(number), "merge"), Map.of("sha", head, "merge_method", "squash"));
    }

    private void write(String method, HttpUrl.Builder url, Map<String, ?> body) {
        calls.write(method, url.build(), body, tokens.token());
    }

    private HttpUrl.Builder url(String... parts) {
        return calls.rest(Stream.concat(Stream.of("repos", repository.owner(), repository.name()), Arrays.stream(parts))
                .toArray(String[]::new));
    }

    /** Reads all pages of a list. */
    private Stream<JsonNode> all(HttpUrl.Builder query) {
        List<JsonNode> found = new ArrayList<>();
        for (int page = 1; page <= MOST_PAGES; page++) {
            JsonNode answer = calls.get(
                    query.setQueryParameter("per_page", Integer.toString(PAGE))
                            .setQueryParameter("page", Integer.toString(page))
                            .build(),
                    tokens.token());
            if (!answer.isArray()) {
                throw new UpdateException(Code.GITHUB_ANSWER, "GitHub's answer is no list; check github.api");
            }
            StreamSupport.stream(answer.spliterator(), false).forEach(found::add);
            if (answer.size() < PAGE) {
                return found.stream();
            }
        }
        throw new UpdateException(
                Code.GITHUB_ANSWER,
                query.build().encodedPath() + " has more than " + PAGE * MOST_PAGES
                        + " entries; that many are not read");
    }
}
