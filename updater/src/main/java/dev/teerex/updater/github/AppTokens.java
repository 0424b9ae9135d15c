package dev.teerex.updater.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.http.HttpCalls;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens of a GitHub App's installation: for this one repository, with only the permissions that the updater uses, and
 * asked for again shortly before they expire.
 *
 * <p>Thread-safe.
 */
public final class AppTokens implements TokenSource {
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final GitHubCalls calls;
    private final RepositoryName repository;
    private final AppKey key;
    private final Clock clock;
    private Optional<Issued> issued = Optional.empty();

    private record Issued(Secret token, Instant expires) {}

    /**
     * Makes a source.
     *
     * @param http how to call
     * @param api the address of the REST API
     * @param repository the repository that the app is installed on
     * @param appId the app's id or client id
     * @param privateKey its private key, in PEM form
     * @param clock the time for the tokens it signs
     * @throws UpdateException with {@code BAD_CREDENTIALS} when the key is none
     */
    public AppTokens(
            HttpCalls http, String api, RepositoryName repository, String appId, Secret privateKey, Clock clock) {
        this.calls = new GitHubCalls(http, api);
        this.repository = repository;
        this.key = AppKey.of(appId, privateKey);
        this.clock = clock;
    }

    @Override
    public synchronized Secret token() {
        Instant soon = clock.instant().plus(MARGIN);
        if (issued.filter(i -> i.expires().isAfter(soon)).isEmpty()) {
            issued = Optional.of(issue());
        }
        return issued.orElseThrow().token();
    }

    private Issued issue() {
        JsonNode installation = calls.get(
                calls.rest("repos", repository.owner(), repository.name(), "installation")
                        .build(),
                key.jsonWebToken(clock));
        Map<String, Object> scope = Map.of(
                "repositories",
                List.of(repository.name()),
                "permissions",
                Map.of("contents", "write", "pull_requests", "write", "metadata", "read"));
        // A token whose answer was lost is one that nobody has: another one may be asked for.
        JsonNode token = calls.query(
                calls.rest("app", "installations", installation.path("id").asText(), "access_tokens")
                        .build(),
                scope,
                key.jsonWebToken(clock));
        try {
            return new Issued(
                    Secret.of(token.path("token").asText()),
                    OffsetDateTime.parse(token.path("expires_at").asText()).toInstant());
        } catch (DateTimeException e) {
            throw new UpdateException(Code.GITHUB_ANSWER, "GitHub's installation token has no time of expiry", e);
        }
    }
}
