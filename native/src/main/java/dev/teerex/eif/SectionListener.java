package dev.teerex.eif;

/** Is given the sections of one image, in file order, chunk by chunk. */
interface SectionListener {
    /** Hears nothing. */
    SectionListener NONE = new SectionListener() {};

    default void begin(SectionType type) {}

    /** The first {@code length} bytes of {@code chunk} are the next ones; the array is the caller's again afterwards. */
    default void update(byte[] chunk, int length) {}

    default void end(Section section) {}
}
