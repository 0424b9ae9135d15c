package dev.teerex.cbor;

/** What kind of data item comes next (RFC 8949, section 3.1). */
public enum CborType {
    /** An unsigned integer. */
    UNSIGNED,
    /** A negative integer. */
    NEGATIVE,
    /** A byte string. */
    BYTES,
    /** A text string. */
    TEXT,
    /** An array of definite or indefinite length. */
    ARRAY,
    /** A map of definite or indefinite length. */
    MAP,
    /** A tag before another item. */
    TAG,
    /** {@code null}. */
    NULL,
    /** A float, a boolean, {@code undefined}, or another simple value: nothing we speak has one. */
    OTHER
}
