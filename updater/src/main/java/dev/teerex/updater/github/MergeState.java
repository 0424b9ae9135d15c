package dev.teerex.updater.github;

/**
 * Whether a pull request could be merged now.
 *
 * @param status GitHub's {@code MergeStateStatus}
 * @param head the commit that this is about
 * @param autoMerge whether auto-merge is on
 * @param open whether it is open
 */
public record MergeState(Status status, String head, boolean autoMerge, boolean open) {
    /** GitHub's enum of that name, and what a newer GitHub may add. */
    public enum Status {
        /** The head is behind a base that requires it to be up to date. */
        BEHIND,
        /** A rule blocks the merge, such as a check that is required and has not passed. */
        BLOCKED,
        /** Mergeable and passing. */
        CLEAN,
        /** The merge commit cannot be created: there is a conflict. */
        DIRTY,
        /** It is a draft. */
        DRAFT,
        /** Mergeable and passing, and there are pre-receive hooks. */
        HAS_HOOKS,
        /** GitHub has not computed it yet, or gave a value that is not known here. */
        UNKNOWN,
        /** Mergeable, and a check that is not required has not passed. */
        UNSTABLE
    }
}
