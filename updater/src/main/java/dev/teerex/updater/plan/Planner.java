package dev.teerex.updater.plan;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.config.Channel.AutoMerge;
import dev.teerex.updater.config.UpdaterConfig;
import dev.teerex.updater.edits.Change;
import dev.teerex.updater.edits.Edits;
import dev.teerex.updater.edits.Tree;
import dev.teerex.updater.git.RemoteBranches;
import dev.teerex.updater.git.Tip;
import dev.teerex.updater.github.GitHub;
import dev.teerex.updater.github.PullRequest;
import dev.teerex.updater.plan.Step.ClosePullRequest;
import dev.teerex.updater.plan.Step.Comment;
import dev.teerex.updater.plan.Step.DescribePullRequest;
import dev.teerex.updater.plan.Step.OpenPullRequest;
import dev.teerex.updater.plan.Step.PushBranch;
import dev.teerex.updater.plan.Step.RemoveLabel;
import dev.teerex.updater.registry.Release;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at the world and says what is to be done about one channel. It only reads. The same world gives the same plan, and
 * a plan whose first step was done gives the rest of it.
 */
final class Planner {
    private final Channel channel;
    private final UpdaterConfig config;
    private final Options options;
    private final Assessment assessment;
    private final Edits edits;
    private final RemoteBranches branches;
    private final GitHub github;
    private final Ownership ownership;
    private final Finishing finishing;

    Planner(
            Channel channel,
            UpdaterConfig config,
            Options options,
            Assessment assessment,
            Edits edits,
            RemoteBranches branches,
            GitHub github,
            Finishing finishing) {
        this.channel = channel;
        this.config = config;
        this.options = options;
        this.assessment = assessment;
        this.edits = edits;
        this.branches = branches;
        this.github = github;
        this.ownership = new Ownership(channel.name(), config.author());
        this.finishing = finishing;
    }

    /** The world as one look found it. */
    private record World(
            Tip base,
            Optional<Tip> tip,
            List<PullRequest> pullRequests,
            Optional<PullRequest> open,
            Optional<Marker.InBody> marker,
            Optional<Marker.InCommit> own) {
        /** A branch that is where its base is holds nobody's work. */
        boolean isFree() {
            return tip.isEmpty() || tip.get().id().equals(base.id());
        }
    }

    Plan plan() {
        World world = look();
        Tree base = branches.files(world.base());
        Optional<Tree> branch = world.own().flatMap(own -> world.tip()).map(branches::files);
        Assessment.Result result = assessment.of(channel, base, branch, proposed(world));
        if (result.verdict() instanceof Verdict.Available available) {
            return update(world, result, base, available.version());
        }
        List<Step> steps = guard(world, result);
        if (steps.stream().noneMatch(ClosePullRequest.class::isInstance)
                && result.verdict() instanceof Verdict.UpToDate upToDate) {
            steps.addAll(obsolete(world, upToDate));
        }
        return new Plan(result.verdict(), result.packages(), steps, danger(result));
    }

    private Optional<Assessment.Proposed> proposed(World world) {
        return world.marker().flatMap(marker -> Version.of(marker.version())).flatMap(version -> world.tip()
                .map(tip -> new Assessment.Proposed(version, branches.files(tip))));
    }

    /** What is proposed may be another version than the verdict is about. */
    private static List<String> danger(Assessment.Result result) {
        return result
                .danger()
                .filter(danger -> !danger.equals(result.verdict()))
                .map(danger -> "what is proposed must not merge itself: " + danger.text())
                .stream()
                .toList();
    }

    /** Disarmed first, and before an end as well: what comes after may fail, and it would merge itself meanwhile. */
    private List<Step> guard(World world, Assessment.Result result) {
        List<Step> steps = new ArrayList<>(disarm(world, result));
        steps.addAll(withdrawal(world, result));
        return steps;
    }

    private World look() {
        // Before git: what merges between the two shows as open beside a base that has it, which closing() asks about.
        // With git first nothing is open beside an old base, and the same version would be proposed a second time.
        List<PullRequest> all = github.pullRequests(channel.branch());
        Map<String, Tip> tips = branches.tips(channel.base(), channel.branch());
        Tip base = Optional.ofNullable(tips.get(channel.base()))
                .orElseThrow(() -> new UpdateException(
                        Code.BAD_CONFIGURATION,
                        "the remote has no branch " + channel.base() + ", the base of channel " + channel.name()));
        Optional<Tip> tip = Optional.ofNullable(tips.get(channel.branch()));
        // The updater's own before any other from the same branch, which may be newer.
        List<PullRequest> opened = all.stream().filter(PullRequest::open).toList();
        Optional<PullRequest> open = opened.stream()
                .filter(pr -> marker(pr).isPresent())
                .findFirst()
                .or(() -> opened.stream().findFirst());
        Optional<Marker.InBody> marker = open.flatMap(this::marker);
        return new World(base, tip, all, open, marker, tip.flatMap(t -> ownership.of(t, marker)));
    }

    private Optional<Marker.InBody> marker(PullRequest pullRequest) {
        return Marker.InBody.find(pullRequest.body()).filter(m -> m.channel().equals(channel.name()));
    }

    /** An open pull request whose version upstream deprecated or took back is closed with the reason. */
    private List<Step> withdrawal(World world, Assessment.Result result) {
        return world.marker()
                .flatMap(marker -> Version.of(marker.version())
                        .flatMap(result.gates()::withdrawn)
                        .map(why -> closing(
                                world,
                                marker,
                                "withdrawn",
                                marker.version() + " must not be merged any more: "
                                        + UpstreamText.markdown(why.detail()))))
                .orElse(List.of());
    }

    /** The base has the version by another way; a target that a human chose may not have it. */
    private List<Step> obsolete(World world, Verdict.UpToDate verdict) {
        return world.marker()
                .filter(marker -> isIntoBase(world.open().orElseThrow()))
                .map(marker -> closing(
                        world, marker, "up-to-date", channel.base() + " is at " + verdict.version() + " already."))
                .orElse(List.of());
    }

    /** A comment, then the end; what a human put on the branch, or into another target, is commented on and left open. */
    private List<Step> closing(World world, Marker.InBody marker, String why, String text) {
        PullRequest open = world.open().orElseThrow();
        // Asked a second time, by another way: a list may still show as open what this run has just merged.
        if (!github.mergeState(open.number()).open()) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>(once(open, why + ":" + marker.version(), text));
        if (world.own().isPresent() && isIntoBase(open)) {
            steps.add(new ClosePullRequest(open.number(), marker.withClosed(why).in(open.body()), why));
        }
        return steps;
    }

    /** What must not merge itself while it stays open: a dangerous update, and what the updater let merge for a reason now gone. */
    private List<Step> disarm(World world, Assessment.Result result) {
        if (world.marker().isEmpty()) {
            return List.of();
        }
        Marker.InBody marker = world.marker().get();
        PullRequest open = world.open().orElseThrow();
        if (isDangerous(result)) {
            return finishing.turnOffAny(open, marker);
        }
        boolean groundless =
                channel.autoMerge() == AutoMerge.NEVER || world.own().isEmpty() || !isIntoBase(open);
        return groundless ? finishing.turnOff(open, marker) : List.of();
    }

    private static boolean isDangerous(Assessment.Result result) {
        return result.danger().isPresent()
                || (result.verdict() instanceof Verdict.Blocked blocked
                        && switch (blocked.reason()) {
                            case DOWNGRADE, INTEGRITY_CHANGED, BAD_SIGNATURE, NO_INTEGRITY -> true;
                            default -> false;
                        });
    }

    private Plan update(World world, Assessment.Result result, Tree base, Version version) {
        Optional<Plan> objection = objection(world, result, version);
        if (objection.isPresent()) {
            return objection.get();
        }
        List<Step> steps = new ArrayList<>();
        // It stands for the commits that were there when it was put on. Left on, it would hand over later ones as well.
        List<Step> done = handedBack(world)
                ? List.of(new RemoveLabel(world.open().orElseThrow().number(), config.takeOverLabel()))
                : List.of();
        if (world.own().isPresent()) {
            steps.addAll(done);
        }
        boolean current = world.own()
                .filter(own -> own.version().equals(version.toString()))
                .filter(own -> isAt(version, branches.files(world.tip().orElseThrow())))
                .isPresent();
        boolean mergedBefore = of(world, version).anyMatch(pr -> pr.merged() && isIntoBase(pr));
        boolean push = !current
                || isSpent(world, mergedBefore)
                || finishing.needsFreshBase(world.open(), world.own(), world.tip(), world.base());
        List<Change> changes;
        try {
            changes = edits.changes(base, channel.name(), result.releases());
        } catch (UpdateException e) {
            List<Step> off = isDangerous(result) ? disarm(world, result) : List.of();
            if (off.isEmpty()) {
                throw e;
            }
            // What is proposed would merge itself meanwhile; the failure comes again at the next look.
            return new Plan(result.verdict(), result.packages(), off, danger(result));
        }
        PullRequestText text = new PullRequestText(
                channel, version, result.packages(), changes, source(result), config.takeOverLabel());
        if (push) {
            // What was turned on for one commit must not merge the next: a push by who may write leaves auto-merge on.
            world.open()
                    .ifPresent(open -> steps.addAll(
                            finishing.turnOffAny(open, world.marker().orElseThrow())));
            recordFoundHead(world).ifPresent(steps::add);
            steps.add(new PushBranch(
                    channel.branch(), version, changes, world.base(), world.tip(), text.commitMessage()));
            if (world.own().isEmpty()) {
                steps.addAll(done);
            }
        }
        String head = world.tip().map(Tip::id).orElse("");
        Marker.InBody marker = new Marker.InBody(channel.name(), version.toString(), head, null, null);
        if (world.open().isEmpty()) {
            steps.add(new OpenPullRequest(channel.branch(), channel.base(), text.title(), text.body(marker)));
        } else if (push || !describes(world, version)) {
            steps.add(new DescribePullRequest(
                    world.open().get().number(), text.title(), text.body(marker), "it is about " + version + " now"));
        }
        Finishing.Rest rest = finishing.rest(world.open(), world.marker(), world.tip(), steps.isEmpty(), mergedBefore);
        steps.addAll(rest.steps());
        return new Plan(
                rest.objection().map(b -> (Verdict) b).orElse(result.verdict()),
                result.packages(),
                steps,
                rest.notes());
    }

    /** A branch may be older than the configuration, and lack what that names: it is at no version then, and built anew. */
    private boolean isAt(Version version, Tree branch) {
        try {
            return edits.occurrences(branch, version).stream()
                    .allMatch(occurrence -> occurrence.version().equals(version));
        } catch (UpdateException e) {
            if (e.reason() == Code.BAD_FILE) {
                return false;
            }
            throw e;
        }
    }

    /** GitHub opens no pull request for commits that were merged as they are, although they were taken back since. */
    private static boolean isSpent(World world, boolean mergedBefore) {
        return mergedBefore
                && world.open().isEmpty()
                && world.own()
                        .filter(own -> !own.base().equals(world.base().id()))
                        .isPresent();
    }

    private boolean handedBack(World world) {
        return world.open().filter(finishing::isHandedBack).isPresent();
    }

    private static boolean describes(World world, Version version) {
        return world.marker()
                .filter(m -> m.version().equals(version.toString())
                        && m.head().equals(world.tip().map(Tip::id).orElse("")))
                .isPresent();
    }

    /**
     * An earlier run pushed and died before it recorded that; or a human handed the branch back. What is there is recorded
     * before anything else is pushed, so that never more than one push is unrecorded.
     */
    private Optional<DescribePullRequest> recordFoundHead(World world) {
        return world.marker().flatMap(marker -> world.tip()
                .filter(tip -> !tip.id().equals(marker.head()))
                .map(tip -> new DescribePullRequest(
                        world.open().orElseThrow().number(),
                        world.open().get().title(),
                        marker.withHead(tip.id()).in(world.open().get().body()),
                        "its head is " + tip.id())));
    }

    private boolean isIntoBase(PullRequest pullRequest) {
        return pullRequest.base().equals(channel.base());
    }

    private Stream<PullRequest> of(World world, Version version) {
        return world.pullRequests().stream().filter(pr -> marker(pr)
                .filter(m -> m.version().equals(version.toString()))
                .isPresent());
    }

    /** What humans did is respected; each way in which they can have done something is a rule. */
    private Optional<Plan> objection(World world, Assessment.Result result, Version version) {
        Optional<PullRequest> foreign = world.pullRequests().stream()
                .filter(pr -> pr.open() && marker(pr).isEmpty())
                .findFirst();
        if (foreign.isPresent()) {
            return blocked(
                    world,
                    result,
                    Block.FOREIGN_PULL_REQUEST,
                    "#" + foreign.get().number() + " is open from " + channel.branch()
                            + " and is not by the updater; close it, or move it to another branch",
                    List.of());
        }
        if (world.open().isPresent() && !isIntoBase(world.open().get())) {
            return edited(
                    world,
                    result,
                    "target:" + world.open().get().base(),
                    "its target is " + world.open().get().base() + " now, and not " + channel.base());
        }
        if (!world.isFree() && world.own().isEmpty() && !handedBack(world)) {
            String tip = world.tip().orElseThrow().id();
            return world.open().isPresent()
                    ? edited(world, result, "edited", "the commit " + tip + " on its branch is not the updater's")
                    : blocked(
                            world,
                            result,
                            Block.FOREIGN_BRANCH,
                            "the branch " + channel.branch() + " is at " + tip
                                    + ", which is not the updater's; move or delete that branch",
                            List.of());
        }
        Optional<PullRequest> last = of(world, version).findFirst();
        boolean closedByHuman = last.filter(pr -> !pr.open() && !pr.merged())
                .flatMap(this::marker)
                .filter(m -> m.closed() == null)
                .isPresent();
        if (world.open().isEmpty() && closedByHuman && !options.recreate()) {
            return blocked(
                    world,
                    result,
                    Block.CLOSED_BY_HUMAN,
                    "#" + last.orElseThrow().number() + " for " + version
                            + " was closed; the next version gets a new one, --recreate makes one for this",
                    List.of());
        }
        return Optional.empty();
    }

    private Optional<Plan> edited(World world, Assessment.Result result, String key, String what) {
        PullRequest open = world.open().orElseThrow();
        String text = "The updater leaves this pull request alone: " + what + ". To hand it back, give it the label `"
                + config.takeOverLabel() + "` (with its target at `" + channel.base()
                + "`); the updater then replaces the commits of its branch.";
        return blocked(world, result, Block.EDITED_BY_HUMAN, "#" + open.number() + ": " + what, once(open, key, text));
    }

    private Optional<Plan> blocked(
            World world, Assessment.Result result, Block reason, String detail, List<Step> more) {
        List<Step> steps = guard(world, result);
        steps.addAll(more);
        return Optional.of(new Plan(new Verdict.Blocked(reason, detail), result.packages(), steps, danger(result)));
    }

    private List<Step> once(PullRequest pullRequest, String key, String text) {
        String marker = Marker.ofComment(key);
        boolean there = github.comments(pullRequest.number()).stream().anyMatch(comment -> comment.contains(marker));
        return there ? List.of() : List.of(new Comment(pullRequest.number(), key, text + "\n\n" + marker));
    }

    private static Optional<URI> source(Assessment.Result result) {
        return result.releases().values().stream()
                .map(Release::repository)
                .flatMap(Optional::stream)
                .flatMap(address -> UpstreamText.repository(address).stream())
                .findFirst();
    }
}
