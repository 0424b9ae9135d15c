package dev.teerex.updater.plan;

import dev.teerex.updater.Version;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.config.UpdaterConfig.Signatures;
import dev.teerex.updater.edits.Occurrence;
import dev.teerex.updater.registry.NpmRegistry.Answers;
import dev.teerex.updater.registry.Packument;
import dev.teerex.updater.registry.Release;
import dev.teerex.updater.registry.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rules on the registry's side, one method each, in the order in which they are asked. The first that objects is the
 * verdict. Nothing here reads anything: it is a function of what was read.
 */
final class Gates {
    private final Channel channel;
    private final Signatures signatures;
    private final boolean allowDowngrade;
    private final Answers answers;

    Gates(Channel channel, Signatures signatures, boolean allowDowngrade, Answers answers) {
        this.channel = channel;
        this.signatures = signatures;
        this.allowDowngrade = allowDowngrade;
        this.answers = answers;
    }

    /** The version that the tag means: the highest, when packages disagree, because upstream publishes one by one. */
    sealed interface Target {
        record Found(Version version) implements Target {}

        record NotFound(Verdict.Blocked verdict) implements Target {}
    }

    Target target() {
        Map<String, String> tags = tags();
        if (tags.isEmpty()) {
            return new Target.NotFound(new Verdict.Blocked(
                    Block.TAG_ABSENT, "no package has the tag \"" + channel.tag() + "\"; correct the channel's tag"));
        }
        List<String> nonsense = tags.entrySet().stream()
                .filter(e -> Version.of(e.getValue()).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!nonsense.isEmpty()) {
            return new Target.NotFound(new Verdict.Blocked(
                    Block.TAG_NOT_A_VERSION, "\"" + channel.tag() + "\" of " + nonsense + " points at no version"));
        }
        return new Target.Found(tags.values().stream()
                .flatMap(tag -> Version.of(tag).stream())
                .max(Version::compareTo)
                .orElseThrow());
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        answers.packuments()
                .forEach((name, packument) ->
                        packument.flatMap(p -> p.tag(channel.tag())).ifPresent(v -> tags.put(name, v)));
        return tags;
    }

    /** Returns the releases of a version, by package, for those packages that have it. */
    Map<String, Release> releases(Version version) {
        Map<String, Release> releases = new TreeMap<>();
        answers.packuments()
                .forEach((name, packument) ->
                        packument.flatMap(p -> p.release(version)).ifPresent(r -> releases.put(name, r)));
        return releases;
    }

    /**
     * Asks every rule.
     *
     * @param version the version that the tag means
     * @param occurrences the versions in the files
     * @param recorded the integrities recorded for that version
     * @param now the time
     */
    Verdict verdict(Version version, List<Occurrence> occurrences, Map<String, String> recorded, Instant now) {
        Map<String, Release> releases = releases(version);
        return nothingToEdit(occurrences)
                .or(() -> integrityChanged(releases, recorded))
                .or(() -> downgrade(version, occurrences))
                .or(() -> upToDate(version, occurrences))
                .or(() -> withdrawn(version))
                .or(() -> incomplete(version, releases, now))
                .or(() -> disagreement(version))
                .or(() -> noIntegrity(releases))
                .or(() -> badSignature(releases))
                .or(() -> noSignature(releases))
                .or(() -> tooYoung(releases, now))
                .orElseGet(() -> new Verdict.Available(version));
    }

    private static Optional<Verdict> nothingToEdit(List<Occurrence> occurrences) {
        return occurrences.isEmpty()
                ? blocked(Block.NOTHING_TO_EDIT, "no file holds a version of the package set; correct \"edits\"")
                : Optional.empty();
    }

    private static Optional<Verdict> integrityChanged(Map<String, Release> releases, Map<String, String> recorded) {
        String changed = names(releases, release -> {
            String before = recorded.get(release.name());
            return before != null && !before.equals(release.integrity().orElse(""));
        });
        return changed.isEmpty()
                ? Optional.empty()
                : blocked(
                        Block.INTEGRITY_CHANGED,
                        changed
                                + " has another integrity than was recorded for the same version: the registry serves other "
                                + "bytes now; find out why before anything is updated");
    }

    private Optional<Verdict> downgrade(Version version, List<Occurrence> occurrences) {
        return occurrences.stream()
                .filter(o -> o.version().compareTo(version) > 0)
                .findFirst()
                .filter(higher -> !allowDowngrade)
                .flatMap(higher -> downgrade(version, higher.path() + " has " + higher.version()));
    }

    /**
     * Returns why a version must not merge itself that a pull request proposes, wherever the tag points by now.
     *
     * @param proposed the version
     * @param recorded the integrities recorded for it
     */
    Optional<Verdict> danger(Version proposed, Map<String, String> recorded) {
        Map<String, Release> releases = releases(proposed);
        return integrityChanged(releases, recorded)
                .or(() -> withdrawn(proposed))
                .or(() -> noIntegrity(releases))
                .or(() -> badSignature(releases))
                // Following the tag back where that is allowed does not mean to merge what it has left.
                .or(() -> leftBehind(proposed));
    }

    /** Returns the objection to a tag that points below a version that a pull request proposes. */
    Optional<Verdict> movedBack(Version proposed) {
        return allowDowngrade ? Optional.empty() : leftBehind(proposed);
    }

    private Optional<Verdict> leftBehind(Version proposed) {
        return target() instanceof Target.Found found && found.version().compareTo(proposed) < 0
                ? downgrade(found.version(), "the open pull request proposes " + proposed)
                : Optional.empty();
    }

    private Optional<Verdict> downgrade(Version version, String higher) {
        return blocked(
                Block.DOWNGRADE,
                "\"" + channel.tag() + "\" points at " + version + ", and " + higher
                        + "; if that is meant, use --allow-downgrade");
    }

    private static Optional<Verdict> upToDate(Version version, List<Occurrence> occurrences) {
        return occurrences.stream().allMatch(o -> o.version().equals(version))
                ? Optional.of(new Verdict.UpToDate(version))
                : Optional.empty();
    }

    /** Returns the objection to a version that upstream deprecated or took back, on any package of the set. */
    Optional<Verdict.Blocked> withdrawn(Version version) {
        String vanished = answers.packuments().values().stream()
                .flatMap(Optional::stream)
                .filter(p -> p.vanished().contains(version))
                .map(Packument::name)
                .sorted()
                .collect(Collectors.joining(", "));
        if (!vanished.isEmpty()) {
            return Optional.of(new Verdict.Blocked(
                    Block.VANISHED, version + " of " + vanished + " was published and is no longer there"));
        }
        Map<String, Release> releases = releases(version);
        String deprecated = names(releases, release -> release.deprecated().isPresent());
        return deprecated.isEmpty()
                ? Optional.empty()
                : Optional.of(new Verdict.Blocked(
                        Block.DEPRECATED,
                        version + " of " + deprecated + " is deprecated: "
                                + UpstreamText.line(releases.values().stream()
                                        .flatMap(r -> r.deprecated().stream())
                                        .findFirst()
                                        .orElse(""))));
    }

    private Optional<Verdict> incomplete(Version version, Map<String, Release> releases, Instant now) {
        int all = answers.packuments().size();
        if (releases.size() == all) {
            return Optional.empty();
        }
        List<String> missing = answers.packuments().keySet().stream()
                .filter(name -> !releases.containsKey(name))
                .sorted()
                .toList();
        Optional<Instant> since =
                releases.values().stream().flatMap(r -> r.published().stream()).min(Instant::compareTo);
        boolean alert = since.map(t -> Duration.between(t, now).compareTo(channel.alertAfter()) > 0)
                .orElse(true);
        return Optional.of(new Verdict.Waiting(version, releases.size(), all, missing, since, alert));
    }

    private Optional<Verdict> disagreement(Version version) {
        Map<String, String> tags = tags();
        List<String> others = new ArrayList<>();
        for (String name : answers.packuments().keySet()) {
            String tag = tags.get(name);
            if (!version.toString().equals(tag)) {
                others.add(name + (tag == null ? " (no tag)" : " -> " + tag));
            }
        }
        return others.isEmpty()
                ? Optional.empty()
                : blocked(
                        Block.TAG_DISAGREEMENT,
                        "\"" + channel.tag() + "\" points at " + version + " elsewhere, but: "
                                + String.join(", ", others));
    }

    private static Optional<Verdict> noIntegrity(Map<String, Release> releases) {
        String without = names(releases, r -> r.integrity()
                .filter(i -> i.matches("sha512-[A-Za-z0-9+/]{86}=="))
                .isEmpty());
        return without.isEmpty()
                ? Optional.empty()
                : blocked(Block.NO_INTEGRITY, "the registry gives no sha512 integrity for " + without);
    }

    private Optional<Verdict> badSignature(Map<String, Release> releases) {
        String bad = names(releases, release -> answers.keys().check(release) == SigningKeys.Outcome.BAD);
        return bad.isEmpty()
                ? Optional.empty()
                : blocked(
                        Block.BAD_SIGNATURE,
                        "the registry's signature of " + bad + " does not hold; do not install it");
    }

    private Optional<Verdict> noSignature(Map<String, Release> releases) {
        String without = names(releases, release -> answers.keys().check(release) == SigningKeys.Outcome.ABSENT);
        return signatures == Signatures.REQUIRED && !without.isEmpty()
                ? blocked(Block.NO_SIGNATURE, "no signature can be checked for " + without)
                : Optional.empty();
    }

    /** The youngest decides. No date, or one in the future, is not credible and so never old enough. */
    private Optional<Verdict> tooYoung(Map<String, Release> releases, Instant now) {
        String undated =
                names(releases, r -> r.published().filter(t -> !t.isAfter(now)).isEmpty());
        if (!undated.isEmpty()) {
            return blocked(Block.TOO_YOUNG, "no credible date of publication for " + undated);
        }
        Release youngest = releases.values().stream()
                .max((a, b) ->
                        a.published().orElseThrow().compareTo(b.published().orElseThrow()))
                .orElseThrow();
        Instant ripe = youngest.published().orElseThrow().plus(channel.coolDown());
        return ripe.isAfter(now)
                ? blocked(
                        Block.TOO_YOUNG,
                        youngest.name() + " was published at "
                                + youngest.published().orElseThrow() + "; the cool-down ends at " + ripe)
                : Optional.empty();
    }

    private static String names(Map<String, Release> releases, Predicate<Release> concerned) {
        return releases.values().stream().filter(concerned).map(Release::name).collect(Collectors.joining(", "));
    }

    private static Optional<Verdict> blocked(Block reason, String detail) {
        return Optional.of(new Verdict.Blocked(reason, detail));
    }
}
