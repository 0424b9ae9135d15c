package dev.teerex.updater.plan;

import java.util.Locale;

/** Why an update is not made, or not merged. The names are stable: they are in the JSON report and in the documentation. */
public enum Block {
    /** No package has the tag. */
    TAG_ABSENT,
    /** The tag points at different versions, or is missing on some packages, although all have the version. */
    TAG_DISAGREEMENT,
    /** The tag points at something that is no version. */
    TAG_NOT_A_VERSION,
    /** The tag points at a version lower than one that is in use, or in an open pull request. */
    DOWNGRADE,
    /** Upstream took the version back: it was published, and is no longer there. */
    VANISHED,
    /** A package of the set is deprecated at that version. */
    DEPRECATED,
    /** The youngest package of the set is younger than the channel's cool-down, or has no credible date. */
    TOO_YOUNG,
    /** A package has no sha512 integrity. */
    NO_INTEGRITY,
    /** A package has another integrity than was recorded for the same version. */
    INTEGRITY_CHANGED,
    /** A registry signature does not hold. */
    BAD_SIGNATURE,
    /** Signatures are required, and a package has none that can be checked. */
    NO_SIGNATURE,
    /** No file holds a version. */
    NOTHING_TO_EDIT,
    /** The channel's branch exists, and is not by the updater. */
    FOREIGN_BRANCH,
    /** A pull request from the channel's branch is open that is not by the updater. */
    FOREIGN_PULL_REQUEST,
    /** A human changed the branch or the target of the pull request. */
    EDITED_BY_HUMAN,
    /** A human closed the pull request for this version. */
    CLOSED_BY_HUMAN,
    /** The pull request conflicts with its base although it was built on it. */
    CONFLICT,
    /** The repository does not allow auto-merge. */
    AUTO_MERGE_NOT_ALLOWED,
    /** The base requires no checks, so auto-merge would wait for nothing. */
    NO_REQUIRED_CHECKS,
    /** GitHub did not say in time whether the pull request can be merged. */
    MERGE_STATE_UNKNOWN;

    /** Returns the name as people read it, such as {@code tag disagreement}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
