package dev.teerex.updater.github;

/**
 * A pull request as GitHub has it now.
 *
 * @param number its number
 * @param id its GraphQL id
 * @param open whether it is open
 * @param merged whether it was merged; if neither open nor merged, it was closed
 * @param draft whether it is a draft
 * @param title its title
 * @param body its text; empty when it has none
 * @param headBranch the branch it is from
 * @param headOwner {@code owner/name} of the repository that branch is in; empty when that is gone
 * @param base the branch it is into
 */
public record PullRequest(
        int number,
        String id,
        boolean open,
        boolean merged,
        boolean draft,
        String title,
        String body,
        String headBranch,
        String headOwner,
        String base) {}
