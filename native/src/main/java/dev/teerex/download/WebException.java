package dev.teerex.download;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no whole answer. Meant for the client of a server, which says it in its own words. */
public final class WebException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** Requests are switched off. */
        OFFLINE,
        /** The address or a header cannot be sent. */
        UNSENDABLE,
        /** No connection: name, route, proxy, TLS, or too late. */
        NOT_CONNECTED,
        /** The connection broke, or what came is not HTTP. */
        BROKEN,
        /** The time is up, or not a byte of the body could be sent for too long. */
        TIMED_OUT,
        /** The answer is larger than was allowed. */
        TOO_LARGE,
        /** The client was closed. */
        CLOSED
    }

    private final Kind kind;
    private final boolean bodyBegun;

    WebException(Kind kind, boolean bodyBegun, @Nullable Throwable cause) {
        super(kind.name(), cause);
        this.kind = kind;
        this.bodyBegun = bodyBegun;
    }

    /** Returns why. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether the server may have seen something of the body. */
    public boolean bodyBegun() {
        return bodyBegun;
    }
}
