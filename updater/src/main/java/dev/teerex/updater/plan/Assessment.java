package dev.teerex.updater.plan;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.config.UpdaterConfig;
import dev.teerex.updater.edits.Edits;
import dev.teerex.updater.edits.Occurrence;
import dev.teerex.updater.edits.Tree;
import dev.teerex.updater.plan.Plan.PackageLine;
import dev.teerex.updater.registry.NpmRegistry;
import dev.teerex.updater.registry.NpmRegistry.Answers;
import dev.teerex.updater.registry.Release;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a tree against the registry. The registry is read once for a set of packages; a verdict costs nothing then, so it can
 * be taken again whenever the tree may have changed.
 */
final class Assessment {
    private final UpdaterConfig config;
    private final Edits edits;
    private final NpmRegistry registry;
    private final Options options;
    private final Clock clock;
    private final Map<Set<String>, Answers> known = new HashMap<>();

    Assessment(UpdaterConfig config, Edits edits, NpmRegistry registry, Options options, Clock clock) {
        this.config = config;
        this.edits = edits;
        this.registry = registry;
        this.options = options;
        this.clock = clock;
    }

    /**
     * What an open pull request proposes.
     *
     * @param version the version
     * @param tree the files, whoever has committed them
     */
    record Proposed(Version version, Tree tree) {}

    /**
     * What came out.
     *
     * @param verdict the verdict of the rules on the registry's side
     * @param danger why the version that is proposed already must not merge itself
     * @param packages the packages of the set, with what they would become
     * @param releases the releases of the version that the tag means, by package
     * @param gates the rules, to ask about other versions
     */
    record Result(
            Verdict verdict,
            Optional<Verdict> danger,
            List<PackageLine> packages,
            Map<String, Release> releases,
            Gates gates) {}

    /**
     * Takes the verdict.
     *
     * @param channel the channel
     * @param base the files that would be updated
     * @param branch the files on the updater's branch, if it is there and the updater's own: an integrity that was recorded
     *     there counts as well
     * @param open what an open pull request proposes: a version that is higher than the tag counts as well
     */
    Result of(Channel channel, Tree base, Optional<Tree> branch, Optional<Proposed> open) {
        Set<String> names = config.packages().names(edits.packages(base));
        Answers answers = known.computeIfAbsent(names, registry::read);
        Gates gates = new Gates(channel, config.signatures(), options.allowDowngrade(), answers);
        Optional<Verdict> danger = open.flatMap(proposed -> gates.danger(proposed.version(), recordedIn(proposed)));
        Gates.Target target = gates.target();
        if (target instanceof Gates.Target.NotFound none) {
            return new Result(none.verdict(), danger, lines(answers, Map.of(), List.of()), Map.of(), gates);
        }
        Version version = ((Gates.Target.Found) target).version();
        List<Occurrence> occurrences = edits.occurrences(base, version);
        Verdict verdict = gates.verdict(version, occurrences, recorded(base, branch, version), clock.instant());
        boolean goesOn = verdict instanceof Verdict.Available || verdict instanceof Verdict.UpToDate;
        if (goesOn) {
            verdict = open.flatMap(proposed -> gates.movedBack(proposed.version()))
                    .orElse(verdict);
        }
        Map<String, Release> releases = gates.releases(version);
        return new Result(verdict, danger, lines(answers, releases, occurrences), releases, gates);
    }

    private Map<String, String> recordedIn(Proposed proposed) {
        try {
            return edits.recordedIntegrities(proposed.tree(), proposed.version());
        } catch (UpdateException e) {
            if (e.reason() == Code.BAD_FILE) {
                // A human may have left anything there.
                return Map.of();
            }
            throw e;
        }
    }

    private Map<String, String> recorded(Tree base, Optional<Tree> branch, Version version) {
        Map<String, String> recorded = new HashMap<>(edits.recordedIntegrities(base, version));
        branch.ifPresent(tree -> recorded.putAll(edits.recordedIntegrities(tree, version)));
        return recorded;
    }

    private static List<PackageLine> lines(
            Answers answers, Map<String, Release> releases, List<Occurrence> occurrences) {
        return answers.packuments().keySet().stream()
                .sorted()
                .map(name -> {
                    Optional<Release> release = Optional.ofNullable(releases.get(name));
                    return new PackageLine(
                            name,
                            lowest(occurrences.stream()
                                            .filter(o -> o.name().equals(name))
                                            .toList())
                                    .or(() -> lowest(occurrences)),
                            release.map(Release::version),
                            release.flatMap(Release::published),
                            release.flatMap(Release::integrity),
                            release.flatMap(Release::deprecated).isPresent(),
                            release.map(Release::attested).orElse(false));
                })
                .toList();
    }

    private static Optional<Version> lowest(List<Occurrence> occurrences) {
        return occurrences.stream().map(Occurrence::version).min(Version::compareTo);
    }
}
