package dev.teerex.updater.config;

import java.time.Duration;
import java.util.List;

/**
 * One line of upstream's releases, followed into one branch of the repository.
 *
 * @param name its name: lower-case letters, digits, hyphens
 * @param tag the dist-tag that is followed
 * @param base the branch that updates are merged into
 * @param branch the branch that updates are made on; the updater's own
 * @param labels labels for the pull request, such as one that starts further checks
 * @param coolDown how old the youngest release of the set must be
 * @param alertAfter how long a release may stay incomplete before a wait is reported as an alert
 * @param autoMerge whether the pull request merges itself
 */
public record Channel(
        String name,
        String tag,
        String base,
        String branch,
        List<String> labels,
        Duration coolDown,
        Duration alertAfter,
        AutoMerge autoMerge) {
    /** Copies the list. */
    public Channel {
        labels = List.copyOf(labels);
    }

    /** Whether a pull request merges itself. */
    public enum AutoMerge {
        /** A human merges. */
        NEVER,
        /** It merges when the checks that its base requires have passed; a base that requires none is refused. */
        WHEN_CHECKS_PASS,
        /** As before, and a base that requires no checks is accepted: then it merges at once. */
        EVEN_WITHOUT_CHECKS
    }
}
