package dev.teerex.sdk;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Until when something must be done, and by which of the limits that a caller can change.
 *
 * @param deadline the moment
 * @param subject what the limit is for
 * @param remedy what to do where it is too short
 */
record TimeLimit(Deadline deadline, String subject, String remedy) {
    /** Returns the limit of a whole proof, which begins now. */
    static TimeLimit proof(Duration limit, Ticker ticker) {
        return new TimeLimit(
                Deadline.after(limit, ticker),
                "a whole proof",
                "allow it more (tee-rex.timeout, in Java Timeouts.proof), or try again later");
    }

    /** Returns the limit of the phase that gets a server's key, which begins now; this one where that ends before. */
    TimeLimit attestation(Duration limit) {
        Deadline phase = Deadline.after(limit, deadline.ticker());
        return deadline.isBefore(phase)
                ? this
                : new TimeLimit(
                        phase,
                        "the server's key and what attests it",
                        "try again later, or ask its operator; a Java program can allow more (Timeouts.attestation)");
    }

    /**
     * Returns the failure of what took too long.
     *
     * @param what what did not happen, as a sentence to be continued
     */
    RemoteException timedOut(String what, @Nullable Throwable cause) {
        return new RemoteException(
                RemoteException.Code.TIMED_OUT,
                what + " within " + words(deadline.limit()) + ", the limit for " + subject + "; " + remedy,
                cause);
    }

    static String words(Duration time) {
        return time.compareTo(Duration.ofSeconds(1)) < 0 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }
}
