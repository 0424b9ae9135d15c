package dev.teerex.updater.edits;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.Version;
import dev.teerex.updater.registry.Archives;
import dev.teerex.updater.registry.Release;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The versions of one package set in a tree: which there are, and how the tree looks when all are another one. */
public final class Edits {
    private final EditRules rules;
    private final PackageJson packageJson;
    private final List<SpanFinder> finders;
    private final Archives archives;

    /**
     * Makes the edits of a configuration.
     *
     * @param rules which files
     * @param packages which packages belong to the set
     * @param archives looks into archives, for the prover's lock file
     */
    public Edits(EditRules rules, Predicate<String> packages, Archives archives) {
        this.rules = rules;
        this.packageJson = new PackageJson(rules.packageJson(), packages);
        this.archives = archives;
        this.finders = new ArrayList<>(List.of(packageJson, new MarkedLines(rules.markedLines())));
        rules.pomProperties().forEach(p -> finders.add(new PomProperty(p.file(), p.property())));
    }

    /** Returns the packages of the set that the tree's files name. */
    public Set<String> packages(Tree tree) {
        Set<String> names = new TreeSet<>();
        tree.paths().stream().filter(packageJson::concerns).forEach(path -> tree.read(path)
                .ifPresent(content -> names.addAll(packageJson.names(path, content))));
        if (rules.bbLock().isPresent()) {
            names.add(EditRules.BB);
        }
        return names;
    }

    /**
     * Returns the versions that stand in the tree.
     *
     * @param tree the files
     * @param target the version that is wanted: a lock file that lists it among others is at that version
     * @throws UpdateException with {@code BAD_FILE} when a file that is configured is missing or cannot be edited safely
     */
    public List<Occurrence> occurrences(Tree tree, Version target) {
        requireConfigured(tree);
        List<Occurrence> found = new ArrayList<>();
        for (String path : tree.paths()) {
            for (Span span : spans(tree, path)) {
                found.add(new Occurrence(path, span.name(), span.version()));
            }
        }
        bbLock(tree)
                .ifPresent(lock -> found.add(new Occurrence(
                        rules.bbLock().orElseThrow(),
                        EditRules.BB,
                        lock.integrity(target).isPresent() ? target : lock.highest())));
        return found;
    }

    /** Returns the integrities that the tree records for a version, by package. */
    public Map<String, String> recordedIntegrities(Tree tree, Version version) {
        Map<String, String> recorded = new HashMap<>(integrityLock(tree).integrities(version));
        bbLock(tree)
                .flatMap(lock -> lock.integrity(version))
                .ifPresent(integrity -> recorded.put(EditRules.BB, integrity));
        return recorded;
    }

    /**
     * Returns what changes when every version in the tree becomes another one.
     *
     * @param tree the files
     * @param channel the channel, under which the integrities are recorded
     * @param releases the release of each package of the set, all of one version
     * @return the changed files, by path; empty when the tree is at that version already
     */
    public List<Change> changes(Tree tree, String channel, Map<String, Release> releases) {
        Version target = releases.values().iterator().next().version();
        List<Change> changes = new ArrayList<>();
        for (String path : tree.paths()) {
            List<Span> spans = spans(tree, path);
            int different = (int)
                    spans.stream().filter(s -> !s.version().equals(target)).count();
            if (different > 0) {
                byte[] before = tree.read(path).orElseThrow();
                byte[] after = replaced(before, spans, target);
                requireSame(path, spans, after, target);
                changes.add(new Change(path, after, different));
            }
        }
        bbLock(tree).filter(lock -> lock.integrity(target).isEmpty()).ifPresent(lock -> {
            Release bb = releases.get(EditRules.BB);
            if (bb == null) {
                throw new UpdateException(
                        Code.BAD_CONFIGURATION,
                        "bb-lock is set, and " + EditRules.BB
                                + " is excluded from the package set; remove one of both");
            }
            changes.add(new Change(rules.bbLock().orElseThrow(), extended(lock, bb), 1));
        });
        if (!changes.isEmpty()) {
            Map<String, String> integrities = releases.values().stream()
                    .collect(Collectors.toMap(Release::name, r -> r.integrity().orElseThrow()));
            changes.add(new Change(rules.integrityLock(), integrityLock(tree).with(channel, target, integrities), 1));
        }
        return changes;
    }

    private byte[] extended(BbLock lock, Release bb) {
        Map<String, String> pathOf = new TreeMap<>();
        lock.platforms().forEach(platform -> pathOf.put(platform, "package/build/" + platform + "/bb"));
        Map<String, String> digests = archives.sha256(bb, Set.copyOf(pathOf.values()));
        Map<String, String> sha256 = new HashMap<>();
        pathOf.forEach((platform, path) -> sha256.put(platform, digests.getOrDefault(path, "")));
        return lock.with(bb.version(), bb.integrity().orElseThrow(), sha256);
    }

    private List<Span> spans(Tree tree, String path) {
        List<Span> spans = new ArrayList<>();
        List<SpanFinder> concerned =
                finders.stream().filter(f -> f.concerns(path)).toList();
        if (!concerned.isEmpty()) {
            byte[] content = tree.read(path).orElseThrow();
            concerned.forEach(finder -> spans.addAll(finder.spans(path, content)));
        }
        spans.sort((a, b) -> Integer.compare(a.start(), b.start()));
        return spans;
    }

    private void requireConfigured(Tree tree) {
        List<String> needed = new ArrayList<>(
                rules.pomProperties().stream().map(EditRules.Property::file).toList());
        rules.bbLock().ifPresent(needed::add);
        Set<String> there = Set.copyOf(tree.paths());
        List<String> missing =
                needed.stream().filter(path -> !there.contains(path)).toList();
        if (!missing.isEmpty()) {
            throw new UpdateException(
                    Code.BAD_FILE, "the configuration names " + missing + ", which the base does not have; correct it");
        }
    }

    private Optional<BbLock> bbLock(Tree tree) {
        return rules.bbLock().flatMap(path -> tree.read(path).map(content -> BbLock.read(path, content)));
    }

    private IntegrityLock integrityLock(Tree tree) {
        return IntegrityLock.read(
                rules.integrityLock(), tree.read(rules.integrityLock()).orElse(null));
    }

    static byte[] replaced(byte[] content, List<Span> spans, Version target) {
        byte[] version = target.toString().getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (Span span : spans) {
            if (span.start() < at) {
                throw new UpdateException(
                        Code.BAD_FILE, "two rules mean the same version of " + span.name() + "; remove one of them");
            }
            out.write(content, at, span.start() - at);
            out.writeBytes(version);
            at = span.end();
        }
        out.writeBytes(Arrays.copyOfRange(content, at, content.length));
        return out.toByteArray();
    }

    /** What was found before must be found after, all of it at the new version: else the edit broke the file. */
    private void requireSame(String path, List<Span> before, byte[] after, Version target) {
        List<Span> found = new ArrayList<>();
        finders.stream().filter(f -> f.concerns(path)).forEach(f -> found.addAll(f.spans(path, after)));
        boolean same = found.size() == before.size()
                && found.stream().allMatch(span -> span.version().equals(target));
        if (!same) {
            throw new UpdateException(
                    Code.BAD_FILE,
                    path + " would have " + found.size() + " versions after the edit and has " + before.size()
                            + " now; nothing was changed, report this");
        }
        for (Span span : found) {
            if (span.end() < after.length && continuesAVersion((char) after[span.end()])) {
                throw new UpdateException(
                        Code.BAD_FILE,
                        path + " would have at " + span.name()
                                + " a version that does not end there; nothing was changed:"
                                + " keep what follows the version apart from it");
            }
        }
    }

    /** A dot does not: it starts a file's extension too. Where it can mean more, the finder looks behind it. */
    private static boolean continuesAVersion(char next) {
        return next == '-' || next == '+' || Character.isLetterOrDigit(next);
    }
}
