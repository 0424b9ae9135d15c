package dev.teerex.msgpack;

import java.io.IOException;

/** The bytes are not the MessagePack that is expected. Whoever reads knows what they were, and turns this into its own failure. */
public final class MsgpackException extends IOException {
    private static final long serialVersionUID = 1L;

    /** In what way. */
    public enum Kind {
        /** The bytes end in the middle of a value. */
        TRUNCATED,
        /** A value of another type stands there, or no value at all. */
        MALFORMED,
        /** A length is over the reader's limit for it. */
        TOO_LARGE
    }

    private final Kind kind;

    MsgpackException(Kind kind, long offset, String what) {
        super(what + " at byte " + offset);
        this.kind = kind;
    }

    /** Returns in what way the bytes are wrong. */
    public Kind kind() {
        return kind;
    }
}
