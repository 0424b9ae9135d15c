package dev.teerex.build;

/**
 * One thing that the doctor looked at.
 *
 * @param topic what it is about, in a word
 * @param state how it is
 * @param text what was found, and what to do where that is anything
 */
record Finding(String topic, State state, String text) {
    /** How something is. */
    enum State {
        /** As it should be. */
        OK,
        /** Not ready, but nothing that must be mended. */
        NOTE,
        /** Proving or verifying will fail. */
        PROBLEM
    }
}
