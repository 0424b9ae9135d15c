package dev.teerex.updater.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.http.Answer;
import dev.teerex.updater.http.HttpCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP as GitHub wants it: headers, statuses, and what they mean for a read and for a write. */
final class GitHubCalls {
    private static final long LARGEST_ANSWER = 16L * 1024 * 1024;
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCalls http;
    private final HttpUrl api;

    GitHubCalls(HttpCalls http, String api) {
        @Nullable HttpUrl url = HttpUrl.parse(api);
        if (url == null || !url.username().isEmpty() || !(url.isHttps() || isLoopback(url))) {
            throw new UpdateException(
                    Code.BAD_CONFIGURATION, "the address of GitHub's API is not https, or holds a user; correct it");
        }
        this.http = http;
        this.api = url;
    }

    private static boolean isLoopback(HttpUrl url) {
        try {
            return InetAddress.getByName(url.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Returns the address of a REST resource; the parts are encoded, a slash in one too. */
    HttpUrl.Builder rest(String... parts) {
        HttpUrl.Builder builder = api.newBuilder();
        for (String part : parts) {
            builder.addPathSegment(part);
        }
        return builder;
    }

    /** Returns the address of GraphQL: beside the REST API, and on an own server {@code /api/graphql} for {@code /api/v3}. */
    HttpUrl graphql() {
        return api.encodedPath().endsWith("/api/v3") || api.encodedPath().endsWith("/api/v3/")
                ? api.newBuilder().encodedPath("/api/graphql").build()
                : api.newBuilder().addPathSegment("graphql").build();
    }

    JsonNode get(HttpUrl url, Secret token) {
        return parsed(
                checked(http.read(request(url, token).build(), LARGEST_ANSWER), "GET", url, Code.GITHUB_ANSWER),
                Code.GITHUB_ANSWER);
    }

    /** Asks with a body; what changes nothing that matters may be asked again. */
    JsonNode query(HttpUrl url, Object body, Secret token) {
        Request request = request(url, token).post(json(body)).build();
        return parsed(checked(http.read(request, LARGEST_ANSWER), "POST", url, Code.GITHUB_ANSWER), Code.GITHUB_ANSWER);
    }

    /** Takes away; what somebody else has taken away meanwhile is gone as well. */
    void delete(HttpUrl url, Secret token) {
        Answer answer = http.write(request(url, token).delete().build(), LARGEST_ANSWER);
        if (answer.status() != 404) {
            checked(answer, "DELETE", url, Code.WRITE_REFUSED);
        }
    }

    JsonNode write(String method, HttpUrl url, Object body, Secret token) {
        Request request = request(url, token).method(method, json(body)).build();
        return parsed(
                checked(http.write(request, LARGEST_ANSWER), method, url, Code.WRITE_REFUSED), Code.WRITE_UNCERTAIN);
    }

    private static RequestBody json(Object body) {
        try {
            return RequestBody.create(JSON.writeValueAsBytes(body), JSON_TYPE);
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps of texts are always written", e);
        }
    }

    private static Request.Builder request(HttpUrl url, Secret token) {
        if (!token.reveal().matches("[\\x21-\\x7e]+")) {
            throw new UpdateException(Code.BAD_CREDENTIALS, "the GitHub token is not one line of printable characters");
        }
        return new Request.Builder()
                .url(url)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", "2022-11-28")
                .header("User-Agent", "tee-rex-updater")
                .header("Authorization", "Bearer " + token.reveal());
    }

    private static Answer checked(Answer answer, String method, HttpUrl url, Code refused) {
        if (answer.isSuccess()) {
            return answer;
        }
        String what = method + " " + url.encodedPath() + " was answered with HTTP " + answer.status() + said(answer);
        throw switch (answer.status()) {
            case 401 -> new UpdateException(Code.BAD_CREDENTIALS, what + "; the token is not valid: renew it");
            case 403 ->
                new UpdateException(
                        Code.BAD_CREDENTIALS,
                        what + "; the token may not do that: see \"Credentials and permissions\" in docs/updater.md");
            case 404 ->
                new UpdateException(Code.GITHUB_ANSWER, what + "; it does not exist, or the token may not see it");
            default -> new UpdateException(refused, what + "; nothing was changed by it");
        };
    }

    /** What GitHub says about it: for a human to read, never to decide on. */
    private static String said(Answer answer) {
        try {
            String message = Optional.ofNullable(JSON.readTree(answer.body()))
                    .map(node -> node.path("message").asText())
                    .orElse("");
            String line = message.replaceAll("\\p{Cntrl}+", " ");
            return line.isEmpty() ? "" : " (" + line.substring(0, Math.min(line.length(), 200)) + ")";
        } catch (IOException e) {
            return "";
        }
    }

    private static JsonNode parsed(Answer answer, Code unreadable) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UpdateException(
                    unreadable, "GitHub's answer is no JSON; check github.api, or run again later", e);
        }
    }
}
