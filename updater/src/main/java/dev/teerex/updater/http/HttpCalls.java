package dev.teerex.updater.http;

import dev.teerex.updater.Sleeper;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Calls to one server. A read is tried again when the network or the server failed; a write is sent once, because it may
 * have been done although its answer was lost: that is {@code WRITE_UNCERTAIN}, and the caller looks before it repeats.
 * An answer that names a rate limit was not acted on, so both wait for it.
 *
 * <p>Thread-safe.
 */
public final class HttpCalls {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FORBIDDEN = 403;
    private static final Duration UNTOLD = Duration.ofMinutes(1);

    private final OkHttpClient client;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RetryPolicy policy;
    private final Code unreachable;

    /**
     * Makes calls.
     *
     * @param client the client; it must not repeat requests by itself
     * @param clock the time that {@code Retry-After} dates and limit resets are held against
     * @param sleeper how to wait
     * @param policy how often to try a read, and for how long to wait
     * @param unreachable the reason to give when a read finds no working server
     */
    public HttpCalls(OkHttpClient client, Clock clock, Sleeper sleeper, RetryPolicy policy, Code unreachable) {
        this.client = client;
        this.clock = clock;
        this.sleeper = sleeper;
        this.policy = policy;
        this.unreachable = unreachable;
    }

    /**
     * Returns a client with the time limits that all calls here use, for each read and for a call as a whole: a server that
     * sends a byte now and then would hold it for hours otherwise. It follows no redirect and repeats nothing.
     */
    public static OkHttpClient client() {
        return new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(15))
                .readTimeout(Duration.ofSeconds(30))
                .writeTimeout(Duration.ofSeconds(30))
                .callTimeout(Duration.ofMinutes(2))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    /**
     * Sends a request that changes nothing.
     *
     * @param request the request
     * @param limit the largest body in bytes
     * @return the answer, whatever its status below 500
     * @throws UpdateException with the reason given at construction after the last failed try; {@code RATE_LIMITED} when a
     *     limit asks for too long a wait
     */
    public Answer read(Request request, long limit) {
        @Nullable IOException last = null;
        int status = 0;
        for (int attempt = 1; attempt <= policy.attempts(); attempt++) {
            if (attempt > 1) {
                sleeper.sleep(policy.waitAfter(attempt - 1));
            }
            try {
                Answer answer = withinRateLimits(request, limit);
                if (answer.status() < 500 && answer.status() != 408) {
                    return answer;
                }
                status = answer.status();
                last = null;
            } catch (IOException e) {
                last = e;
            }
        }
        String why = last == null ? "HTTP " + status : last.getClass().getSimpleName() + ": " + last.getMessage();
        throw new UpdateException(
                unreachable,
                named(request) + " failed " + policy.attempts() + " times, the last time with " + why
                        + "; nothing was changed, run again later",
                last);
    }

    /**
     * Sends a request that changes something, once.
     *
     * @param request the request
     * @param limit the largest body in bytes
     * @return the answer, whatever its status below 500
     * @throws UpdateException with {@code WRITE_UNCERTAIN} when it cannot be known whether the change was made;
     *     {@code RATE_LIMITED} when a limit asks for too long a wait
     */
    public Answer write(Request request, long limit) {
        try {
            Answer answer = withinRateLimits(request, limit);
            if (answer.status() >= 500) {
                throw uncertain(request, "HTTP " + answer.status(), null);
            }
            return answer;
        } catch (IOException e) {
            throw uncertain(request, e.getClass().getSimpleName(), e);
        }
    }

    private static UpdateException uncertain(Request request, String why, @Nullable IOException cause) {
        return new UpdateException(
                Code.WRITE_UNCERTAIN,
                named(request) + " ended with " + why + ", so it may or may not have been done; run again to find out",
                cause);
    }

    private Answer withinRateLimits(Request request, long limit) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Answer answer = exchange(request, limit);
            Optional<Duration> asked = rateLimit(answer, attempt);
            if (asked.isEmpty()) {
                return answer;
            }
            if (attempt >= policy.attempts() || asked.get().compareTo(policy.longestWait()) > 0) {
                throw new UpdateException(
                        Code.RATE_LIMITED,
                        named(request) + " is rate-limited for " + asked.get().toSeconds()
                                + " s; run again after that time");
            }
            sleeper.sleep(asked.get());
        }
    }

    /**
     * Reads how long a limit asks to wait, see "Rate limits for the REST API" at docs.github.com: {@code Retry-After}
     * first, then {@code x-ratelimit-reset} if nothing remains, else a minute and twice as long each further time; RFC 9110
     * section 10.2.3 allows seconds or a date. Only 429 is a limit without any of the headers: a bare 403 is one too, or a
     * refusal, and nothing but its words tells which.
     */
    private Optional<Duration> rateLimit(Answer answer, int attempt) {
        if (answer.status() != TOO_MANY_REQUESTS && answer.status() != FORBIDDEN) {
            return Optional.empty();
        }
        Optional<Duration> retryAfter = answer.header("Retry-After").map(this::retryAfter);
        if (retryAfter.isPresent()) {
            return retryAfter;
        }
        if (answer.header("x-ratelimit-remaining").filter("0"::equals).isPresent()) {
            return answer.header("x-ratelimit-reset")
                    .flatMap(HttpCalls::wholeNumber)
                    .map(reset -> positive(Duration.between(clock.instant(), Instant.ofEpochSecond(reset))));
        }
        return answer.status() == TOO_MANY_REQUESTS
                ? Optional.of(UNTOLD.multipliedBy(1L << Math.min(attempt - 1, 16)))
                : Optional.empty();
    }

    private Duration retryAfter(String value) {
        Optional<Long> seconds = wholeNumber(value);
        if (seconds.isPresent()) {
            return Duration.ofSeconds(seconds.get());
        }
        try {
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return positive(Duration.between(clock.instant(), date));
        } catch (DateTimeException e) {
            return policy.firstWait();
        }
    }

    private static Optional<Long> wholeNumber(String value) {
        return value.matches("[0-9]{1,12}") ? Optional.of(Long.valueOf(value)) : Optional.empty();
    }

    private static Duration positive(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private Answer exchange(Request request, long limit) throws IOException {
        try (Response response = client.newCall(request).execute();
                ResponseBody body = response.body()) {
            return new Answer(response.code(), response.headers(), bounded(body.byteStream(), limit, request));
        }
    }

    private byte[] bounded(InputStream in, long limit, Request request) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (all.size() + (long) n > limit) {
                throw new UpdateException(
                        unreachable, named(request) + " answered with more than the " + limit + " bytes allowed here");
            }
            all.write(buffer, 0, n);
        }
        return all.toByteArray();
    }

    /** Names a request for a message: method and address without query, user or header. */
    static String named(Request request) {
        return request.method() + " "
                + request.url()
                        .newBuilder()
                        .username("")
                        .password("")
                        .query(null)
                        .build();
    }
}
