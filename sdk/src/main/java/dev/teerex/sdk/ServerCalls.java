package dev.teerex.sdk;

import dev.teerex.download.WebAnswer;
import dev.teerex.download.WebBody;
import dev.teerex.download.WebClient;
import dev.teerex.download.WebException;
import dev.teerex.download.WebListener;
import dev.teerex.download.WebRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests to one server, sent again where that is safe. Thread-safe. */
final class ServerCalls implements AutoCloseable {
    /** The most bytes of an answer with a proof. The largest proofs known have 150 KB; public inputs come on top. */
    static final int MAX_PROOF_ANSWER = 16 * 1024 * 1024;

    /** The most bytes of another answer: the largest document in base64, an armoured key, or a list of binaries. */
    static final int MAX_SHORT_ANSWER = 128 * 1024;

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private final ServerAddress server;
    private final WebClient client;
    private final Map<String, String> headers;
    private final RetryPolicy retry;
    private final Duration stall;
    private final Clock clock;
    private final Pause pause;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Waits, so that a test need not; no longer than until this is closed. */
    @FunctionalInterface
    interface Pause {
        void of(Duration duration, CountDownLatch closed) throws InterruptedException;
    }

    ServerCalls(
            ServerAddress server,
            WebClient client,
            Map<String, String> headers,
            RetryPolicy retry,
            Duration stall,
            Clock clock,
            Pause pause) {
        this.server = server;
        this.client = client;
        this.headers = Map.copyOf(headers);
        this.retry = retry;
        this.stall = stall;
        this.clock = clock;
        this.pause = pause;
    }

    ServerAddress server() {
        return server;
    }

    /** Asks for JSON; returns the object of an answer with status 200. */
    JsonAnswer get(String route, TimeLimit limit) throws InterruptedException {
        return json(send(route, Map.of(), () -> null, null, Instant.MAX, limit, MAX_SHORT_ANSWER));
    }

    /**
     * Posts a body, made anew for each attempt; returns an answer with status 200.
     *
     * @param progress is told of the steps while they are proved; null for not asking the server to say them
     * @param until from when on no further attempt is made
     */
    ServerAnswer post(
            String route,
            Map<String, String> more,
            Supplier<WebBody> body,
            @Nullable Consumer<Phase> progress,
            Instant until,
            TimeLimit limit)
            throws InterruptedException {
        return send(route, more, body, progress, until, limit, MAX_PROOF_ANSWER);
    }

    JsonAnswer json(ServerAnswer answer) {
        return answer.json().orElseThrow(() -> badAnswer("it is not one JSON object"));
    }

    RemoteException badAnswer(String why) {
        return new RemoteException(
                RemoteException.Code.BAD_ANSWER,
                "what " + server + " answered is not to be used: " + why + "; is it a prover server of this contract?",
                null);
    }

    private ServerAnswer send(
            String route,
            Map<String, String> more,
            Supplier<? extends @Nullable WebBody> body,
            @Nullable Consumer<Phase> progress,
            Instant until,
            TimeLimit limit,
            int maxAnswer)
            throws InterruptedException {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Accept", progress == null ? "application/json" : EventReader.ACCEPT);
        all.putAll(more);
        for (int attempt = 1; ; attempt++) {
            if (limit.deadline().passed()) {
                throw timedOut(limit, null);
            }
            @Nullable WebBody content = body.get();
            @Nullable EventReader events = progress == null ? null : new EventReader(this, progress);
            WebRequest request = new WebRequest(
                    server.route(route),
                    all,
                    content,
                    Duration.ofMillis(limit.deadline().remainingMillis()),
                    maxAnswer,
                    events == null ? WebListener.NONE : events);
            RemoteException failure;
            Optional<Duration> wait;
            try {
                WebAnswer web = client.exchange(request);
                ServerAnswer answer = events == null ? ServerAnswer.of(web) : events.answer(web);
                if (answer.status() == 200) {
                    return answer;
                }
                failure = ServerProblem.of(server, answer);
                // A server that proved already has begun, whatever it says then.
                wait = events != null && events.isProving()
                        ? Optional.empty()
                        : pauseAfter(answer, content != null, attempt);
            } catch (WebException e) {
                failure = failure(e, limit);
                wait = mayPass(e, content != null) ? Optional.of(retry.pauseAfter(attempt)) : Optional.empty();
            }
            if (attempt >= retry.attempts()
                    || wait.isEmpty()
                    || wait.get().compareTo(retry.longestPause()) > 0
                    || wait.get().toMillis() >= limit.deadline().remainingMillis()) {
                throw failure;
            }
            pause.of(wait.get(), closed);
            if (!clock.instant().isBefore(until)) {
                throw failure;
            }
        }
    }

    /** Returns whether a request may be sent again after this: nothing of a body may have arrived. */
    private static boolean mayPass(WebException failure, boolean hasBody) {
        return switch (failure.kind()) {
            case NOT_CONNECTED -> !failure.bodyBegun();
            case BROKEN -> !hasBody;
            case OFFLINE, UNSENDABLE, TIMED_OUT, TOO_LARGE, CLOSED -> false;
        };
    }

    private Optional<Duration> pauseAfter(ServerAnswer answer, boolean hasBody, int attempt) {
        int status = answer.status();
        if (status == 429 || status == 503) {
            Optional<Duration> asked = answer.retryAfter().flatMap(this::retryAfter);
            // Without the header it may be anybody between who says so, with the request on its way.
            return hasBody ? asked : asked.or(() -> Optional.of(retry.pauseAfter(attempt)));
        }
        return !hasBody && status >= 500 ? Optional.of(retry.pauseAfter(attempt)) : Optional.empty();
    }

    /** RFC 9110, section 10.2.3: seconds, or a date. */
    private Optional<Duration> retryAfter(String value) {
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Duration until =
                    Duration.between(clock.instant(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }

    private RemoteException failure(WebException failure, TimeLimit limit) {
        return switch (failure.kind()) {
            case OFFLINE ->
                new RemoteException(
                        RemoteException.Code.UNREACHABLE, "offline, so " + server + " is not asked", failure);
            case UNSENDABLE ->
                new RemoteException(
                        RemoteException.Code.UNREACHABLE,
                        "the request to " + server
                                + " cannot be sent: a header has a character that headers cannot have",
                        null);
            case NOT_CONNECTED ->
                new RemoteException(
                        RemoteException.Code.UNREACHABLE,
                        server + " cannot be reached (" + cause(failure)
                                + "); check the address, the proxy and the server",
                        failure);
            case BROKEN -> cut(cause(failure), failure.bodyBegun(), failure);
            case TIMED_OUT -> limit.deadline().passed() ? timedOut(limit, failure) : stalled(failure);
            case TOO_LARGE -> badAnswer("it is larger than any that is expected");
            case CLOSED ->
                new RemoteException(
                        RemoteException.Code.CANCELLED, "the prover was closed, so the proof was given up", failure);
        };
    }

    RemoteException cut(String how, boolean bodyBegun, @Nullable Throwable cause) {
        return new RemoteException(
                RemoteException.Code.CUT,
                "the connection to " + server + " broke before the whole answer was here (" + how + ")"
                        + (bodyBegun ? "; it may be proving, so it is not asked again" : ""),
                cause);
    }

    private RemoteException timedOut(TimeLimit limit, @Nullable WebException cause) {
        return limit.timedOut(server + " did not take the request, or did not answer it,", cause);
    }

    private RemoteException stalled(WebException cause) {
        return new RemoteException(
                RemoteException.Code.TIMED_OUT,
                server + " took nothing more of the request for " + TimeLimit.words(stall)
                        + "; try again later, or ask its operator; a Java program can allow more (Timeouts.stall)",
                cause);
    }

    /** Ends all connections, and every wait for another attempt. */
    @Override
    public void close() {
        client.close();
        closed.countDown();
    }

    private static String cause(WebException failure) {
        @Nullable Throwable cause = failure.getCause();
        return cause == null ? failure.kind().name() : cause.getClass().getSimpleName();
    }
}
