package dev.teerex.updater.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.Merger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The bare repository on the server's disk, and what people do to it there. */
public final class BareRepository implements AutoCloseable {
    /** Whoever works beside the updater. */
    public static final PersonIdent HUMAN =
            new PersonIdent("Ada", "ada@example.org", Instant.parse("2026-10-01T00:00:00Z"), ZoneOffset.UTC);

    private final Repository repository;

    /** Makes an empty one that protects {@code main} from everyone who comes by HTTP. */
    public BareRepository(Path folder) {
        try {
            repository = new FileRepositoryBuilder()
                    .setGitDir(folder.toFile())
                    .setBare()
                    .build();
            repository.create(true);
            repository.getConfig().setBoolean("http", null, "receivepack", true);
            // Newer versions of git would tidy up behind a push, in a folder that the test deletes.
            repository.getConfig().setBoolean("receive", null, "autogc", false);
            repository.getConfig().save();
            Path hook = folder.resolve("hooks/pre-receive");
            Files.createDirectories(folder.resolve("hooks"));
            Files.writeString(hook, """
                    #!/bin/sh
                    while read old new ref; do
                      if [ "$ref" = refs/heads/main ]; then
                        echo "main is protected" >&2
                        exit 1
                      fi
                    done
                    """);
            assertThat(hook.toFile().setExecutable(true)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns where a branch is. */
    public Optional<String> tip(String branch) {
        try {
            Ref ref = repository.exactRef(Constants.R_HEADS + branch);
            return Optional.ofNullable(ref).map(r -> r.getObjectId().name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits files on a branch, which is made if it is not there. */
    public String commit(String branch, PersonIdent by, String message, Map<String, String> files) {
        return commit(branch, by, message, FileMode.REGULAR_FILE, files);
    }

    /** Commits files of a kind. */
    public String commit(String branch, PersonIdent by, String message, FileMode mode, Map<String, String> files) {
        try (ObjectInserter inserter = repository.newObjectInserter();
                RevWalk walk = new RevWalk(repository)) {
            Optional<String> parent = tip(branch);
            DirCache index = DirCache.newInCore();
            if (parent.isPresent()) {
                DirCacheBuilder builder = index.builder();
                ObjectId tree =
                        walk.parseCommit(ObjectId.fromString(parent.get())).getTree();
                builder.addTree(new byte[0], DirCacheEntry.STAGE_0, repository.newObjectReader(), tree);
                builder.finish();
            }
            DirCacheEditor editor = index.editor();
            for (Map.Entry<String, String> file : files.entrySet()) {
                ObjectId blob =
                        inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8));
                editor.add(new DirCacheEditor.PathEdit(file.getKey()) {
                    @Override
                    public void apply(DirCacheEntry entry) {
                        entry.setFileMode(mode);
                        entry.setObjectId(blob);
                    }
                });
            }
            editor.finish();
            ObjectId commit =
                    insert(inserter, index.writeTree(inserter), by, message, parent.map(ObjectId::fromString));
            move(branch, commit);
            return commit.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectId insert(
            ObjectInserter inserter, ObjectId tree, PersonIdent by, String message, Optional<ObjectId> parent)
            throws IOException {
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(tree);
        parent.ifPresent(commit::setParentId);
        commit.setAuthor(by);
        commit.setCommitter(by);
        commit.setMessage(message);
        ObjectId id = inserter.insert(commit);
        inserter.flush();
        return id;
    }

    /** Replaces the tip by the same commit with another committer, as {@code git commit --amend} does. */
    public String amend(String branch, PersonIdent committer) {
        try (ObjectInserter inserter = repository.newObjectInserter();
                RevWalk walk = new RevWalk(repository)) {
            RevCommit old = walk.parseCommit(ObjectId.fromString(tip(branch).orElseThrow()));
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(old.getTree());
            commit.setParentIds(old.getParents());
            commit.setAuthor(old.getAuthorIdent());
            commit.setCommitter(committer);
            commit.setMessage(old.getFullMessage());
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            move(branch, id);
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a branch where another one is. */
    public void branch(String from, String to) {
        try {
            move(to, ObjectId.fromString(tip(from).orElseThrow()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void move(String branch, ObjectId to) throws IOException {
        RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
        update.setNewObjectId(to);
        update.setForceUpdate(true);
        update.update();
    }

    /** Removes a branch. */
    public void delete(String branch) {
        try {
            RefUpdate update = repository.updateRef(Constants.R_HEADS + branch);
            update.setForceUpdate(true);
            update.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a file's text on a branch. */
    public String read(String branch, String path) {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = commit(walk, branch);
            try (TreeWalk found = TreeWalk.forPath(repository, path, commit.getTree())) {
                assertThat(found).as(path + " on " + branch).isNotNull();
                return new String(repository.open(found.getObjectId(0)).getBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RevCommit commit(RevWalk walk, String branch) throws IOException {
        return walk.parseCommit(ObjectId.fromString(tip(branch).orElseThrow()));
    }

    /** Returns whether all of one branch is in another. */
    boolean contains(String branch, String other) {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(commit(walk, other), commit(walk, branch));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the addresses of author and committer of a branch's tip. */
    Set<String> people(String branch) {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = commit(walk, branch);
            return Set.copyOf(java.util.List.of(
                            commit.getAuthorIdent().getEmailAddress(),
                            commit.getCommitterIdent().getEmailAddress())
                    .stream()
                    .distinct()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Merges a branch into another by squash; empty if they conflict. */
    Optional<String> squash(String branch, String into, String message, boolean really) {
        try (RevWalk walk = new RevWalk(repository);
                ObjectInserter inserter = repository.newObjectInserter()) {
            RevCommit base = commit(walk, into);
            Merger merger = MergeStrategy.RECURSIVE.newMerger(repository, true);
            if (!merger.merge(base, commit(walk, branch))) {
                return Optional.empty();
            }
            if (!really) {
                return Optional.of("");
            }
            ObjectId id = insert(inserter, merger.getResultTreeId(), HUMAN, message, Optional.of(base));
            move(into, id);
            return Optional.of(id.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
