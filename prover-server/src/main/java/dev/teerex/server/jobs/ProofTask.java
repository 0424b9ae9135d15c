package dev.teerex.server.jobs;

import dev.teerex.bb.BbBinary;

/** What is to be proved: a payload that nobody has looked into yet. Closing wipes it. */
public sealed interface ProofTask extends AutoCloseable {
    /** Returns the payload; closed with the task. */
    Payload payload();

    @Override
    default void close() {
        payload().close();
    }

    /**
     * Private execution steps and nothing else, as older clients send them.
     *
     * @param bb the binary that proves, chosen outside the message
     * @param payload the steps
     */
    record Steps(BbBinary bb, Payload payload) implements ProofTask {}

    /**
     * A {@link ProofMessage}, which says itself what it wants.
     *
     * @param payload the message
     */
    record Message(Payload payload) implements ProofTask {}
}
