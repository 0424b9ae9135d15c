package dev.teerex.updater.github;

import java.util.List;
import java.util.Set;

/**
 * The GitHub calls that the updater makes, on one repository, and no others. A write that ends in {@code WRITE_UNCERTAIN} or
 * {@code WRITE_REFUSED} is not repeated here: the caller looks first.
 *
 * <p>Every method throws {@link dev.teerex.updater.UpdateException}: {@code GITHUB_UNREACHABLE}, {@code GITHUB_ANSWER},
 * {@code BAD_CREDENTIALS} or {@code RATE_LIMITED}, and the two above for writes.
 */
public interface GitHub {
    /** Returns whether auto-merge may be turned on, as far as GitHub shows it, which it does to an account that may push. */
    boolean allowsAutoMerge();

    /** Returns the pull requests from a branch of this repository, in any state, the newest first. */
    List<PullRequest> pullRequests(String branch);

    /** Returns all open pull requests, the newest first. */
    List<PullRequest> openPullRequests();

    /** Returns the addresses of all authors and committers of a pull request's commits. */
    Set<String> committers(int number);

    /** Opens a pull request from a branch into a base. */
    void open(String branch, String base, String title, String body);

    /** Changes title and body. */
    void describe(int number, String title, String body);

    /** Closes a pull request and sets its body in the same call. */
    void close(int number, String body);

    /** Returns the labels that are on a pull request; the set ignores case. */
    Set<String> labels(int number);

    /** Adds labels. */
    void addLabels(int number, List<String> labels);

    /** Takes a label away. */
    void removeLabel(int number, String label);

    /** Returns the texts of all comments. */
    List<String> comments(int number);

    /** Adds a comment. */
    void comment(int number, String text);

    /** Returns whether a branch requires status checks, by branch protection or by a ruleset. */
    boolean requiresChecks(String branch);

    /** Returns whether a pull request could be merged now. */
    MergeState mergeState(int number);

    /** Turns auto-merge on, by squash, if the head is still that commit. */
    void enableAutoMerge(String id, String head);

    /** Turns auto-merge off. */
    void disableAutoMerge(String id);

    /** Merges now, by squash, if the head is still that commit. */
    void merge(int number, String head);
}
