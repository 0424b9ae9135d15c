package dev.teerex.sdk;

/** What came of checking a proof after it was made. */
public enum Verdict {
    /** It verifies. */
    VERIFIED,
    /** It does not; under the development CRS no proof does. */
    REJECTED,
    /** Nobody looked, as the caller wished. */
    NOT_CHECKED
}
