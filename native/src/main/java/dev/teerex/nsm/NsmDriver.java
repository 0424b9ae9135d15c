package dev.teerex.nsm;

/** Carries one message to the module and its answer back. Called by one thread at a time. */
interface NsmDriver {
    /** Sends {@code request} and returns the answer, or throws {@link NsmException}. */
    byte[] exchange(byte[] request);

    /** Gives up the device. */
    void close();
}
