package dev.teerex.sdk;

import dev.teerex.download.WebAnswer;
import dev.teerex.download.WebListener;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer that says how far the proof is while it is made: JSON objects, one a line, of which the last is the outcome. A
 * server that does not know of that answers as ever, and is understood. For one request; written by a thread of the client's,
 * read by the one that waits for it.
 */
final class EventReader implements WebListener {
    /** What a server is told is understood. */
    static final String ACCEPT = "application/x-ndjson, application/json";

    /** The most bytes of an event that is not the last. Ours have fifty. */
    static final int MAX_EVENT = 4096;

    /** The most events. Ours are one each ten seconds, and one each step. */
    static final int MAX_EVENTS = 10_000;

    private static final String MEDIA_TYPE = "application/x-ndjson";

    private final ServerCalls calls;
    private final Consumer<Phase> listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean stream;
    private int events;
    private @Nullable Phase told;
    private @Nullable JsonAnswer last;
    private boolean proved;

    EventReader(ServerCalls calls, Consumer<Phase> listener) {
        this.calls = calls;
        this.listener = listener;
    }

    @Override
    public void received(int status, String mediaType, ByteBuffer part) {
        stream = status == 200 && mediaType.equals(MEDIA_TYPE);
        while (stream && part.hasRemaining()) {
            if (last != null) {
                throw calls.badAnswer("something follows its last event");
            }
            byte octet = part.get();
            if (octet == '\n') {
                event(line.toByteArray());
                line.reset();
            } else {
                line.write(octet);
            }
        }
    }

    private void event(byte[] text) {
        if (++events > MAX_EVENTS) {
            throw calls.badAnswer("it has more than " + MAX_EVENTS + " events");
        }
        JsonAnswer event =
                JsonAnswer.parse(text).orElseThrow(() -> calls.badAnswer("an event of it is not one JSON object"));
        String name = event.text("event").orElseThrow(() -> calls.badAnswer("an event of it has no name"));
        proved = name.equals("proved");
        if (proved || name.equals("failed")) {
            last = event;
        } else if (text.length > MAX_EVENT) {
            throw calls.badAnswer("an event of it has more than " + MAX_EVENT + " bytes");
        } else if (name.equals("proving")) {
            tell(new Phase.Proving(number(event, "step"), number(event, "steps"), ""));
        }
        // That it is queued was said when all was sent. What nobody knows of yet is not for this version.
    }

    /** Passes a step on; that it goes on for long is no news. */
    private void tell(Phase.Proving step) {
        if (step.step() > step.steps()) {
            throw calls.badAnswer("it is at a step beyond the last");
        }
        if (!step.equals(told)) {
            told = step;
            listener.accept(step);
        }
    }

    private int number(JsonAnswer event, String name) {
        return event.number(name)
                .filter(number -> number >= 1 && number <= Integer.MAX_VALUE)
                .map(Long::intValue)
                .orElseThrow(() -> calls.badAnswer("an event of it has no " + name + ", or one that cannot be"));
    }

    /** Returns whether it was said that a step is proved. */
    boolean isProving() {
        return told != null;
    }

    /**
     * Returns what came of it.
     *
     * @param web the whole answer
     * @throws RemoteException when it was a stream that has no end, or one that means nothing
     */
    ServerAnswer answer(WebAnswer web) {
        if (!stream) {
            return ServerAnswer.of(web);
        }
        JsonAnswer outcome = last;
        if (outcome == null) {
            throw calls.cut("its last event is missing", true, null);
        }
        if (proved) {
            return new ServerAnswer(web.status(), Optional.empty(), Optional.of(outcome), web);
        }
        JsonAnswer problem =
                outcome.object("problem").orElseThrow(() -> calls.badAnswer("it failed without a problem"));
        int status = problem.number("status")
                .filter(code -> code >= 400 && code < 600)
                .map(Long::intValue)
                .orElseThrow(() -> calls.badAnswer("it failed with a status that is none"));
        Optional<String> retryAfter = outcome.number("retry_after").map(String::valueOf);
        return new ServerAnswer(status, retryAfter, Optional.of(problem), web);
    }
}
