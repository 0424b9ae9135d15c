package dev.teerex.sdk;

/** How a server is asked to say at which step a proof is. */
enum StepRequest {
    /** Not at all. */
    NONE,
    /** By a header, as servers heed it that attest nothing. Those that do not know it answer as ever. */
    BY_HEADER,
    /**
     * Inside the encrypted message too, as servers demand it that attest what they are: anybody on the way can add a header.
     * Servers that do not know of it refuse the message.
     */
    IN_MESSAGE
}
