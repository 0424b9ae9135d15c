package dev.teerex.sdk;

import dev.teerex.InputException;
import java.time.Duration;

/**
 * How often, and after which pauses, a request is sent again. That it is safe is not a matter of policy:
 *
 * <ul>
 *   <li>A request for a key or for what attests it changes nothing, and is sent again after any failure that may pass.
 *   <li>A request for a proof is sent again only where nothing of its body can have reached the server, or where the server
 *       says that it did not begin: 429 or 503 with {@code Retry-After}, and no step proved before. Not when the certificate that
 *       attests the server's key ends within five minutes by then.
 *   <li>A server that does not know the key is asked for its key again, once.
 * </ul>
 *
 * @param attempts how often a request is sent at most, 1 to 10
 * @param pause before the second attempt, where the server does not name another; it doubles each time
 * @param longestPause the longest pause; a server that asks for a longer one is not asked again
 */
public record RetryPolicy(int attempts, Duration pause, Duration longestPause) {
    /** Three attempts, half a second apart or what the server asks for, up to a minute. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(3, Duration.ofMillis(500), Duration.ofMinutes(1));

    /** One attempt. */
    public static final RetryPolicy NEVER = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

    private static final int MAX_ATTEMPTS = 10;

    /**
     * Makes the value.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when a number is out of range
     */
    public RetryPolicy {
        if (attempts < 1 || attempts > MAX_ATTEMPTS || pause.isNegative() || longestPause.isNegative()) {
            throw new InputException(
                    InputException.Code.BAD_OPTION, "1 to " + MAX_ATTEMPTS + " attempts, with pauses from zero on");
        }
    }

    /** Returns the pause after this many attempts. */
    Duration pauseAfter(int attempt) {
        Duration doubled = pause.multipliedBy(1L << (attempt - 1));
        return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
    }
}
