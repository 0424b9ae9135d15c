package dev.teerex.updater.plan;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.github.AppTokens;
import dev.teerex.updater.github.RepositoryName;
import dev.teerex.updater.github.TokenSource;
import dev.teerex.updater.http.HttpCalls;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials for GitHub, from the environment only.
 *
 * @param tokens where tokens come from
 * @param warning what is wrong with using them, if anything is
 */
record Credentials(TokenSource tokens, Optional<String> warning) {
    static final String TOKEN = "TEE_REX_UPDATER_TOKEN";
    static final String APP_ID = "TEE_REX_UPDATER_APP_ID";
    static final String APP_KEY = "TEE_REX_UPDATER_APP_KEY";
    private static final String WORKFLOW_TOKEN = "GITHUB_TOKEN";

    /**
     * Chooses: an app, else a token, else the token that a workflow has anyway.
     *
     * @throws UpdateException with {@code BAD_CREDENTIALS} when there are none, or only half of an app's
     */
    static Credentials of(
            Map<String, String> environment, HttpCalls http, String api, RepositoryName repository, Clock clock) {
        Optional<String> appId = set(environment, APP_ID);
        Optional<String> appKey = set(environment, APP_KEY);
        if (appId.isPresent() != appKey.isPresent()) {
            throw new UpdateException(Code.BAD_CREDENTIALS, APP_ID + " and " + APP_KEY + " belong together: set both");
        }
        if (appId.isPresent()) {
            Secret key = Secret.of(appKey.orElseThrow());
            return new Credentials(new AppTokens(http, api, repository, appId.get(), key, clock), Optional.empty());
        }
        Optional<String> own = set(environment, TOKEN);
        Secret token = Secret.of(own.or(() -> set(environment, WORKFLOW_TOKEN))
                .orElseThrow(() -> new UpdateException(
                        Code.BAD_CREDENTIALS,
                        "no GitHub credentials: set " + APP_ID + " and " + APP_KEY + ", or " + TOKEN)));
        return new Credentials(
                () -> token,
                own.isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                "GITHUB_TOKEN is used: GitHub starts no checks for what it pushes and opens, so required checks "
                                        + "stay pending; use a GitHub App"));
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
