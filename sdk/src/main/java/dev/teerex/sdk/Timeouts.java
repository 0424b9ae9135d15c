package dev.teerex.sdk;

import dev.teerex.InputException;
import java.time.Duration;
import java.util.Objects;

/**
 * How long a prover waits for a server. The last bounds all others. Each is more than zero; connect and stall count as one
 * millisecond at least, and 24 days at most.
 *
 * @param connect for a connection, and for each word of the other side until it is there
 * @param attestation for the server's key and what attests it, with all attempts; counted anew for finding out which contract the
 *     server speaks, and where its key has to be fetched again
 * @param stall for the next byte to be taken while a message is sent
 * @param proof for a whole proof, from the call until it is checked: with all attempts, the server's queue and waiting for this
 *     machine's bb. Fetching that bb counts too, and is not broken off
 */
public record Timeouts(Duration connect, Duration attestation, Duration stall, Duration proof) {
    /** 10 s, 30 s, 30 s, and 20 min: a proof takes at most 15 by the server's own default, after at most 4 in its queue. */
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(20));

    /**
     * Makes the value.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when one is not more than zero
     */
    public Timeouts {
        require("connect", connect);
        require("attestation", attestation);
        require("stall", stall);
        require("proof", proof);
    }

    private static void require(String name, Duration timeout) {
        Objects.requireNonNull(timeout, name);
        if (timeout.isZero() || timeout.isNegative()) {
            throw new InputException(
                    InputException.Code.BAD_OPTION, "a timeout must be more than zero, and " + name + " is not");
        }
    }

    /** Returns the same with another limit for the key and what attests it. */
    public Timeouts withAttestation(Duration value) {
        return new Timeouts(connect, value, stall, proof);
    }

    /** Returns the same with another limit for a proof. */
    public Timeouts withProof(Duration value) {
        return new Timeouts(connect, attestation, stall, value);
    }
}
