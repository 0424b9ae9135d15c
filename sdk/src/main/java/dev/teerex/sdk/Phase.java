package dev.teerex.sdk;

import java.time.Duration;

/** How far a proof has come. Phases that a mode does not have are left out; a request that is sent again repeats some. */
public sealed interface Phase {
    /** The inputs are read through, and what is to be sent is put together. */
    record Serialize() implements Phase {}

    /** The server is asked for its key, in tee mode with the document that attests it. */
    record FetchAttestation() implements Phase {}

    /** The document is verified. */
    record VerifyAttestation() implements Phase {}

    /**
     * Encryption begins; it goes on while the message is transmitted.
     *
     * @param bytes how many bytes are to be encrypted
     */
    record Encrypt(long bytes) implements Phase {}

    /**
     * Another part of the message is on its way.
     *
     * @param sent bytes sent so far
     * @param total bytes that there are
     */
    record Transmit(long sent, long total) implements Phase {}

    /** The server has everything. It begins when it is the proof's turn. */
    record Queued() implements Phase {}

    /**
     * A step is being proved. A server says so where it is asked to ({@link TeeRexProverBuilder#serverProgress}) and able to; of
     * steps that take less than a moment it may leave some out.
     *
     * @param step which one, from 1
     * @param steps how many there are
     * @param name the function that it proves; empty where a server proves, which keeps names to itself
     */
    record Proving(int step, int steps, String name) implements Phase {}

    /**
     * The proof is made.
     *
     * @param duration how long that took, with starting bb; zero where the server does not say
     */
    record Proved(Duration duration) implements Phase {}

    /**
     * The answer is here.
     *
     * @param bytes how large it is
     */
    record Receive(long bytes) implements Phase {}

    /** The proof is checked on this machine. */
    record Verify() implements Phase {}
}
