package dev.teerex.updater.git;

import java.util.List;

/**
 * The commit at the end of a branch, as it was read.
 *
 * @param id its id, 40 hexadecimal digits
 * @param parents the ids of its parents
 * @param tree the id of its tree
 * @param author who wrote it
 * @param committer who committed it: an amend or a rebase by someone else shows here
 * @param message its whole message
 */
public record Tip(String id, List<String> parents, String tree, Author author, Author committer, String message) {
    /** Copies the list. */
    public Tip {
        parents = List.copyOf(parents);
    }
}
