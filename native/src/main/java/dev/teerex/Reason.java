package dev.teerex;

/** What went wrong, as a constant to decide on. Implemented by the enum that each exception type brings along. */
public interface Reason {
    /** Returns the code that documentation and machines know this reason by, such as {@code TRX-B-003}; it never changes. */
    String code();

    /** Returns the constant's name. */
    String name();
}
