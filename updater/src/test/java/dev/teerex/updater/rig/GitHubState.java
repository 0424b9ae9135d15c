package dev.teerex.updater.rig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What GitHub knows beside the repository; what follows from the repository is computed from it, not scripted. */
public final class GitHubState {
    /** A pull request. */
    public static final class Pr {
        /** Its number. */
        public final int number;
        /** Its branch. */
        public final String head;
        /** The repository that its branch is in. */
        public String repository = "o/r";
        /** Its target. */
        public String base;
        /** Its title. */
        public String title;
        /** Its text. */
        public String body;
        /** Whether it is open. */
        public boolean open = true;
        /** Whether it was merged. */
        public boolean merged;
        /** Whether it is a draft. */
        public boolean draft;
        /** Whether auto-merge is on. */
        public boolean autoMerge;
        /** Its labels. */
        public final Set<String> labels = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        /** Its comments. */
        public final List<String> comments = new ArrayList<>();

        private @Nullable String seen;
        private int unknown;

        Pr(int number, String head, String base, String title, String body) {
            this.number = number;
            this.head = head;
            this.base = base;
            this.title = title;
            this.body = body;
        }

        private Pr(Pr other) {
            this(other.number, other.head, other.base, other.title, other.body);
            repository = other.repository;
            open = other.open;
            merged = other.merged;
            draft = other.draft;
            labels.addAll(other.labels);
            comments.addAll(other.comments);
        }
    }

    final BareRepository repository;
    private final List<Pr> prs = new ArrayList<>();
    private List<Pr> beforeLastWrite = List.of();
    private final Map<String, Set<String>> passed = new HashMap<>();

    /** Whether the repository allows auto-merge. */
    public boolean allowAutoMerge = true;
    /** The checks that {@code main} requires. */
    public final Set<String> requiredChecks = new HashSet<>(Set.of("test"));
    /** Whether a ruleset and not branch protection requires them. */
    public boolean byRuleset;
    /** Whether branches must be up to date. */
    public boolean strict;
    /** Whether a check fails that is not required. */
    public boolean optionalCheckFails;
    /** Whether auto-merge is refused meanwhile. */
    public boolean refusesUnstable;
    /** Whether the repository's server has hooks that a push has to pass. */
    public boolean hooks;
    /** How often the merge state is UNKNOWN after each push to head or base. */
    public int unknownAfterPush = 1;

    GitHubState(BareRepository repository) {
        this.repository = repository;
    }

    /** Returns all pull requests, the newest first. */
    public synchronized List<Pr> pullRequests() {
        prs.stream().filter(pr -> pr.open && repository.tip(pr.head).isEmpty()).forEach(pr -> pr.open = false);
        List<Pr> newestFirst = new ArrayList<>(prs);
        java.util.Collections.reverse(newestFirst);
        return newestFirst;
    }

    synchronized List<Pr> stale() {
        return beforeLastWrite;
    }

    synchronized void aboutToWrite() {
        beforeLastWrite = pullRequests().stream().map(Pr::new).toList();
    }

    /** Returns a pull request. */
    public synchronized Optional<Pr> pullRequest(int number) {
        return pullRequests().stream().filter(pr -> pr.number == number).findFirst();
    }

    /** Opens a pull request. */
    public synchronized Pr open(String head, String base, String title, String body) {
        Pr pr = new Pr(prs.size() + 1, head, base, title, body);
        prs.add(pr);
        return pr;
    }

    /** Lets all required checks pass for the pull request's head; what waits for that merges. */
    public synchronized void passChecks(Pr pr) {
        passed.computeIfAbsent(head(pr), k -> new HashSet<>()).addAll(requiredChecks);
        if (pr.autoMerge && pr.open && Set.of("CLEAN", "UNSTABLE").contains(status(pr))) {
            merge(pr);
        }
    }

    synchronized String head(Pr pr) {
        return repository.tip(pr.head).orElse("0".repeat(40));
    }

    synchronized boolean merge(Pr pr) {
        Optional<String> commit = repository.squash(pr.head, pr.base, pr.title, true);
        if (commit.isPresent()) {
            pr.open = false;
            pr.merged = true;
            pr.autoMerge = false;
        }
        return commit.isPresent();
    }

    /** GitHub's MergeStateStatus, by what its documentation says of each value. */
    synchronized String observedStatus(Pr pr) {
        String seen = head(pr) + repository.tip(pr.base);
        if (!seen.equals(pr.seen)) {
            pr.seen = seen;
            pr.unknown = unknownAfterPush;
        }
        return pr.unknown-- > 0 ? "UNKNOWN" : status(pr);
    }

    synchronized String status(Pr pr) {
        if (repository.squash(pr.head, pr.base, pr.title, false).isEmpty()) {
            return "DIRTY";
        }
        if (pr.draft) {
            return "DRAFT";
        }
        if (strict && !repository.contains(pr.head, pr.base)) {
            return "BEHIND";
        }
        if (!passed.getOrDefault(head(pr), Set.of()).containsAll(requiredChecks)) {
            return "BLOCKED";
        }
        if (optionalCheckFails) {
            return "UNSTABLE";
        }
        return hooks ? "HAS_HOOKS" : "CLEAN";
    }
}
