package dev.teerex.updater.plan;

import dev.teerex.updater.git.Author;
import dev.teerex.updater.git.Tip;
import java.util.List;
import java.util.Optional;

/**
 * Whether the commit at the end of the branch is the updater's own. It is if nothing shows another hand: author and
 * committer are the updater; the message tells of this parent and this tree (an amend, a rebase and a cherry-pick change at
 * least one of them); and it is the commit that the pull request records, or the one that replaced that, which is what a run
 * leaves that died between push and record.
 */
final class Ownership {
    private final String channel;
    private final Author updater;

    Ownership(String channel, Author updater) {
        this.channel = channel;
        this.updater = updater;
    }

    /** Returns the commit's marker if the commit is the updater's own, else empty. */
    Optional<Marker.InCommit> of(Tip tip, Optional<Marker.InBody> recorded) {
        return Marker.InCommit.find(tip.message())
                .filter(marker ->
                        tip.author().equals(updater) && tip.committer().equals(updater))
                .filter(marker -> marker.channel().equals(channel)
                        && marker.tree().equals(tip.tree())
                        && tip.parents().equals(List.of(marker.base())))
                .filter(marker -> recorded.map(
                                pr -> pr.head().equals(tip.id()) || pr.head().equals(marker.replaces()))
                        .orElse(true));
    }
}
