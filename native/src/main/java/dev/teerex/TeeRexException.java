package dev.teerex;

import org.jspecify.annotations.Nullable;

/**
 * The root of every failure that this library reports on purpose. Its subtypes say who must act; its {@link #reason()}
 * says what happened, with a code that stays the same from release to release.
 *
 * <p>Messages name what failed, where, and what to do next. They never hold a witness byte, a key or a token.
 */
public abstract class TeeRexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;

    /**
     * Makes a failure.
     *
     * @param reason what happened; its code goes in front of the message
     * @param message what failed, where, and what to do next
     * @param cause what caused it, or null
     */
    protected TeeRexException(Reason reason, String message, @Nullable Throwable cause) {
        super(reason.code() + ": " + message, cause);
        this.text = message;
    }

    /** Returns the message without its code. */
    public final String text() {
        return text;
    }

    /** Returns what happened, one constant for each distinct cause. */
    public abstract Reason reason();
}
