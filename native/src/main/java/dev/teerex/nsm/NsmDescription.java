package dev.teerex.nsm;

import java.util.Set;

/**
 * What a module says of itself.
 *
 * @param major the first number of its version
 * @param minor the second number of its version
 * @param patch the third number of its version
 * @param moduleId which module of which instance it is
 * @param maxPcrs how many registers it has, up to 32
 * @param lockedPcrs which of them can no longer be extended
 * @param digest which digest the registers use, such as {@code SHA384}
 */
public record NsmDescription(
        long major, long minor, long patch, String moduleId, int maxPcrs, Set<Integer> lockedPcrs, String digest) {
    /** Makes the value; the set is copied. */
    public NsmDescription {
        lockedPcrs = Set.copyOf(lockedPcrs);
    }
}
