package dev.teerex.updater.git;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.edits.Change;
import dev.teerex.updater.edits.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.DirCacheNameConflictException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * Branches on a remote, without a checkout: the newest commits are fetched into a temporary bare repository, a new commit
 * is built there from a tree and changed files, and pushed under a lease. No hook, no filter, no git program runs.
 *
 * <p>Not thread-safe. {@link #close} removes the temporary repository.
 */
public final class RemoteBranches implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 60;

    private final GitAccess access;
    private final Path folder;
    private final Repository repository;

    /**
     * Makes an empty temporary repository.
     *
     * @param access the remote
     * @param temporary the folder to make it in
     * @throws UpdateException with {@code GIT_UNREACHABLE} when the folder cannot be written
     */
    public RemoteBranches(GitAccess access, Path temporary) {
        this.access = access;
        try {
            this.folder = Files.createTempDirectory(temporary, "tee-rex-updater");
            this.repository = new FileRepositoryBuilder()
                    .setGitDir(folder.toFile())
                    .setBare()
                    .build();
            repository.create(true);
            // Cleaning up, which every fetch begins, would go on in a thread of its own while the folder
            // is being removed.
            StoredConfig config = repository.getConfig();
            config.setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
            config.setBoolean(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTODETACH, false);
            // JGit gives the token to whatever host it was redirected to, if that asks.
            config.setString("http", null, "followRedirects", "false");
            // The user's own configuration of git counts here too, and hooks that it names would run on a push.
            config.setString("core", null, "hooksPath", folder.resolve("hooks").toString());
            config.save();
        } catch (IOException e) {
            throw new UpdateException(Code.GIT_UNREACHABLE, "no temporary repository can be made in " + temporary, e);
        }
    }

    /**
     * Reads the newest commits of branches over one connection, and makes their files readable here.
     *
     * @param branches the branches, without {@code refs/heads/}
     * @return their tips, by branch; a branch that the remote does not have is not in it
     * @throws UpdateException with {@code GIT_UNREACHABLE} when the remote cannot be read
     */
    public Map<String, Tip> tips(String... branches) {
        try {
            Map<String, ObjectId> ids = advertised(List.of(branches));
            List<String> unknown = new ArrayList<>();
            for (Map.Entry<String, ObjectId> advertised : ids.entrySet()) {
                if (!repository.getObjectDatabase().has(advertised.getValue())) {
                    unknown.add(advertised.getKey());
                }
            }
            if (!unknown.isEmpty()) {
                // A branch may have moved since it was listed: what was fetched is what counts.
                ids.putAll(fetched(unknown));
            }
            Map<String, Tip> tips = new HashMap<>();
            for (Map.Entry<String, ObjectId> id : ids.entrySet()) {
                tips.put(id.getKey(), read(id.getValue()));
            }
            return tips;
        } catch (TransportException | NotSupportedException e) {
            throw unreachable("cannot be read", e);
        } catch (IOException e) {
            throw unreachable("cannot be kept", e);
        }
    }

    private Map<String, ObjectId> advertised(List<String> branches) throws IOException {
        Map<String, ObjectId> ids = new HashMap<>();
        List<RefSpec> specs =
                branches.stream().map(b -> new RefSpec(Constants.R_HEADS + b)).toList();
        try (Transport transport = transport();
                FetchConnection connection = transport.openFetch(specs)) {
            for (String branch : branches) {
                Optional.ofNullable(connection.getRef(Constants.R_HEADS + branch))
                        .map(Ref::getObjectId)
                        .ifPresent(id -> ids.put(branch, id));
            }
        }
        return ids;
    }

    private Map<String, ObjectId> fetched(List<String> branches) throws IOException {
        try (Transport transport = transport()) {
            transport.setDepth(1);
            transport.fetch(
                    NullProgressMonitor.INSTANCE,
                    branches.stream()
                            .map(b -> new RefSpec("+" + Constants.R_HEADS + b + ":refs/seen/" + b))
                            .toList());
        }
        Map<String, ObjectId> ids = new HashMap<>();
        for (String branch : branches) {
            Optional.ofNullable(repository.exactRef("refs/seen/" + branch))
                    .map(Ref::getObjectId)
                    .ifPresent(id -> ids.put(branch, id));
        }
        return ids;
    }

    private Tip read(ObjectId id) throws IOException {
        // Parsed from the bytes: a walk would hide the parents of a shallow commit.
        RevCommit commit =
                RevCommit.parse(repository.open(id, Constants.OBJ_COMMIT).getBytes());
        return new Tip(
                id.name(),
                Arrays.stream(commit.getParents()).map(RevCommit::name).toList(),
                commit.getTree().name(),
                author(commit.getAuthorIdent()),
                author(commit.getCommitterIdent()),
                commit.getFullMessage());
    }

    private static Author author(PersonIdent ident) {
        return ident == null ? new Author("", "") : new Author(ident.getName(), ident.getEmailAddress());
    }

    /** Returns the files of a commit that {@link #tips} gave. */
    public Tree files(Tip tip) {
        try {
            return new CommitTree(repository, ObjectId.fromString(tip.tree()));
        } catch (IOException e) {
            throw unreachable("has a commit that cannot be read", e);
        }
    }

    /**
     * Makes the tree of a commit with changed files. Modes stay; a file that is new is a regular one.
     *
     * @param base the commit to start from, from {@link #tips}
     * @param changes the files that change
     * @return the id of the tree
     * @throws UpdateException with {@code BAD_FILE} when something else than a file is, or would be lost, where one changes
     */
    public String tree(Tip base, List<Change> changes) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache index = DirCache.newInCore();
            DirCacheBuilder all = index.builder();
            all.addTree(
                    new byte[0], DirCacheEntry.STAGE_0, repository.newObjectReader(), ObjectId.fromString(base.tree()));
            all.finish();
            DirCacheEditor editor = index.editor();
            for (Change change : changes) {
                ObjectId blob = inserter.insert(Constants.OBJ_BLOB, change.content());
                editor.add(
                        new DirCacheEditor.PathEdit(change.path()) {
                            @Override
                            public void apply(DirCacheEntry entry) {
                                entry.setFileMode(modeOfFile(entry));
                                entry.setObjectId(blob);
                            }
                        }.setReplace(false));
            }
            editor.finish();
            ObjectId tree = index.writeTree(inserter);
            inserter.flush();
            return tree.name();
        } catch (DirCacheNameConflictException e) {
            throw new UpdateException(
                    Code.BAD_FILE,
                    "one of " + e.getPath1() + " and " + e.getPath2()
                            + " would have to be a file and a folder; name another file under edits",
                    e);
        } catch (IOException e) {
            throw unreachable("cannot be prepared for a commit", e);
        }
    }

    private static FileMode modeOfFile(DirCacheEntry entry) {
        if (entry.getRawMode() == 0) {
            return FileMode.REGULAR_FILE;
        }
        FileMode mode = entry.getFileMode();
        if (FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode)) {
            return mode;
        }
        throw new UpdateException(
                Code.BAD_FILE,
                entry.getPathString() + " is a link or a submodule; make it a file, or name another one under edits");
    }

    /**
     * Makes a commit, here only.
     *
     * @param parent its only parent
     * @param tree its tree, from {@link #tree}
     * @param author who it is by
     * @param time when
     * @param message its message
     * @return its id
     */
    public String commit(Tip parent, String tree, Author author, Instant time, String message) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            PersonIdent ident = new PersonIdent(author.name(), author.email(), time, ZoneOffset.UTC);
            CommitBuilder commit = new CommitBuilder();
            commit.setParentId(ObjectId.fromString(parent.id()));
            commit.setTreeId(ObjectId.fromString(tree));
            commit.setAuthor(ident);
            commit.setCommitter(ident);
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id.name();
        } catch (IOException e) {
            throw unreachable("cannot be prepared for a commit", e);
        }
    }

    /**
     * Moves a branch to a commit, if and only if it is still where it was seen. The lease goes in as an object id and not as
     * a text: a text that JGit cannot resolve would silently be no lease at all.
     *
     * @param branch the branch
     * @param commit the commit, from {@link #commit}
     * @param seen where the branch was seen, or empty when it was not there
     * @throws UpdateException with {@code LEASE_LOST} when it is elsewhere now; {@code PUSH_REJECTED} when the server refuses;
     *     {@code GIT_UNREACHABLE} when it gives no answer before anything is sent; {@code WRITE_UNCERTAIN} when the connection
     *     was lost later
     */
    public void push(String branch, String commit, Optional<Tip> seen) {
        String name = Constants.R_HEADS + branch;
        ObjectId lease = seen.map(tip -> ObjectId.fromString(tip.id())).orElse(ObjectId.zeroId());
        try (Transport transport = transport()) {
            requireLetIn(branch, transport);
            RemoteRefUpdate update =
                    new RemoteRefUpdate(repository, commit, ObjectId.fromString(commit), name, true, null, lease);
            transport.push(NullProgressMonitor.INSTANCE, new ArrayList<>(List.of(update)));
            requireAccepted(branch, update);
        } catch (TransportException e) {
            throw new UpdateException(
                    Code.WRITE_UNCERTAIN,
                    "the push of " + branch
                            + " ended without an answer, so it may or may not have been done; run again",
                    e);
        } catch (IOException e) {
            throw unreachable("cannot be pushed to", e);
        }
    }

    /** Asks to push and sends nothing: what fails here has changed nothing, and a refusal stays one however often it is tried. */
    private void requireLetIn(String branch, Transport transport) throws NotSupportedException {
        try (PushConnection connection = transport.openPush()) {
            connection.getRef(Constants.R_HEADS + branch);
        } catch (TransportException e) {
            if (e.getCause() != null) {
                throw unreachable("cannot be pushed to", e);
            }
            throw new UpdateException(
                    Code.PUSH_REJECTED,
                    "the server does not let " + branch + " be pushed: " + printable(e.getMessage())
                            + "; nothing was sent: see \"Credentials and permissions\" in docs/updater.md",
                    e);
        }
    }

    private static void requireAccepted(String branch, RemoteRefUpdate update) {
        switch (update.getStatus()) {
            case OK, UP_TO_DATE -> {
                // Done.
            }
            case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD ->
                throw new UpdateException(
                        Code.LEASE_LOST, "the branch " + branch + " moved while this run worked; it was left alone");
            default ->
                throw new UpdateException(
                        Code.PUSH_REJECTED,
                        "the server refused the push of " + branch + ": " + update.getStatus() + " "
                                + printable(update.getMessage())
                                + "; allow the updater's account to push that branch");
        }
    }

    /** A hook's words: one line, bounded, without control characters. */
    private static String printable(@Nullable String message) {
        String line = Objects.requireNonNullElse(message, "").replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200);
    }

    private Transport transport() throws TransportException, NotSupportedException {
        try {
            Transport transport =
                    Transport.open(repository, new URIish(access.remote().toString()));
            transport.setTimeout(TIMEOUT_SECONDS);
            access.token()
                    .ifPresent(token -> transport.setCredentialsProvider(
                            new UsernamePasswordCredentialsProvider("x-access-token", token.reveal())));
            return transport;
        } catch (URISyntaxException e) {
            throw new UpdateException(Code.BAD_CONFIGURATION, "the git address cannot be used; correct it", e);
        }
    }

    private UpdateException unreachable(String what, Exception cause) {
        return new UpdateException(
                Code.GIT_UNREACHABLE,
                "the git remote " + access.remote() + " " + what + ": " + cause.getMessage()
                        + "; check address and token, or run again later",
                cause);
    }

    @Override
    public void close() {
        repository.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // What was pushed is pushed: a folder that is left among the temporary ones is no failure of it.
        }
    }
}
