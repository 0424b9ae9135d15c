package dev.teerex.updater.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.edits.Change;
import dev.teerex.updater.rig.BareRepository;
import dev.teerex.updater.rig.Fault;
import dev.teerex.updater.rig.GitHubServer;
import dev.teerex.updater.rig.NpmTools;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushing under a lease, against the canonical git server over HTTP. */
class RemoteBranchesTest {
    private static final Author UPDATER = new Author("u", "u@example.org");
    private static final String ASKS_TO_PUSH = "GET .*service=git-receive-pack";

    @TempDir
    Path folder;

    private BareRepository repository;
    private GitHubServer server;
    private RemoteBranches branches;

    @BeforeAll
    static void needsGitHubsDescription() {
        NpmTools.modules();
    }

    @BeforeEach
    void start() throws IOException {
        repository = new BareRepository(folder.resolve("git/o/r.git"));
        repository.commit("main", BareRepository.HUMAN, "first", Map.of("a", "1", "b/c", "2"));
        server = new GitHubServer(folder.resolve("git"), repository);
        Files.createDirectories(folder.resolve("tmp"));
        branches = branches(Optional.of(Secret.of(GitHubServer.TOKEN)));
    }

    private RemoteBranches branches(Optional<Secret> token) {
        return new RemoteBranches(new GitAccess(URI.create(server.url() + "/o/r.git"), token), folder.resolve("tmp"));
    }

    @AfterEach
    void stop() {
        branches.close();
        server.close();
        repository.close();
    }

    private Optional<Tip> tip(String branch) {
        return Optional.ofNullable(branches.tips(branch).get(branch));
    }

    private String commit(String text) {
        Tip base = tip("main").orElseThrow();
        String tree = branches.tree(
                base,
                List.of(
                        new Change("b/c", text.getBytes(StandardCharsets.UTF_8), 1),
                        new Change("new", new byte[0], 1)));
        return branches.commit(base, tree, UPDATER, Instant.EPOCH, "message");
    }

    private static void assertFails(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(UpdateException.class).hasMessageStartingWith(code);
    }

    @Test
    void aNewBranchIsPushedAndHoldsTheChangedFilesBesideTheOthers() {
        String commit = commit("3");

        branches.push("x", commit, Optional.empty());

        assertThat(repository.tip("x")).contains(commit);
        assertThat(repository.read("x", "b/c")).isEqualTo("3");
        assertThat(repository.read("x", "a")).isEqualTo("1");
        Tip tip = tip("x").orElseThrow();
        assertThat(tip.parents()).containsExactly(repository.tip("main").orElseThrow());
        assertThat(tip.author()).isEqualTo(UPDATER);
    }

    @Test
    void aBranchThatAppearedMeanwhileIsNotOverwritten() {
        String commit = commit("3");
        repository.branch("main", "x");

        assertFails("TRX-U-012", () -> branches.push("x", commit, Optional.empty()));
        assertThat(repository.tip("x")).isEqualTo(repository.tip("main"));
    }

    @Test
    void aBranchThatMovedMeanwhileIsNotOverwritten() {
        branches.push("x", commit("3"), Optional.empty());
        Optional<Tip> seen = tip("x");
        String theirs = repository.commit("x", BareRepository.HUMAN, "mine", Map.of("a", "9"));
        String commit = commit("4");

        assertFails("TRX-U-012", () -> branches.push("x", commit, seen));
        assertThat(repository.tip("x")).contains(theirs);
    }

    @Test
    void aBranchThatIsWhereItWasSeenIsReplaced() {
        branches.push("x", commit("3"), Optional.empty());
        String next = commit("4");

        branches.push("x", next, tip("x"));

        assertThat(repository.tip("x")).contains(next);
    }

    @Test
    void aBranchThatWasDeletedMeanwhileIsNotMadeAgain() {
        branches.push("x", commit("3"), Optional.empty());
        Optional<Tip> seen = tip("x");
        repository.delete("x");
        String commit = commit("4");

        assertFails("TRX-U-012", () -> branches.push("x", commit, seen));
        assertThat(repository.tip("x")).isEmpty();
    }

    @Test
    void aLeaseThatIsNoCommitIdIsRefusedBeforeAnythingIsSent() {
        String commit = commit("3");
        repository.branch("main", "x");
        Tip nonsense = new Tip("main", List.of(), "", UPDATER, UPDATER, "");

        assertThatThrownBy(() -> branches.push("x", commit, Optional.of(nonsense)))
                .isInstanceOf(RuntimeException.class);
        assertThat(repository.tip("x")).isEqualTo(repository.tip("main"));
    }

    @Test
    void aProtectedBranchIsRefusedWithTheServersWords() {
        String commit = commit("3");

        assertThatThrownBy(() -> branches.push("main", commit, tip("main")))
                .hasMessageStartingWith("TRX-U-013")
                .hasMessageContaining("pre-receive hook declined");
    }

    @Test
    void aTokenThatMayReadAndNotWriteIsRefusedForGood() {
        String commit = commit("3");
        server.fail(Fault.answer(ASKS_TO_PUSH, 403, Map.of(), 100));

        assertThatThrownBy(() -> branches.push("x", commit, Optional.empty()))
                .hasMessageStartingWith("TRX-U-013")
                .hasMessageContaining("git-receive-pack")
                .hasMessageContaining("nothing was sent");
        assertThat(server.requests())
                .noneMatch(request -> request.startsWith("POST") && request.endsWith("receive-pack"));
    }

    @Test
    void aServerThatIsGoneBeforeAnythingIsSentIsNotARefusal() {
        String commit = commit("3");
        server.fail(Fault.of(Fault.Kind.CUT_BEFORE, ASKS_TO_PUSH, 100));

        assertFails("TRX-U-011", () -> branches.push("x", commit, Optional.empty()));
    }

    @Test
    void withoutTheRightTokenNothingIsRead() {
        try (RemoteBranches none = branches(Optional.empty());
                RemoteBranches wrong = branches(Optional.of(Secret.of("wrong-one")))) {
            assertFails("TRX-U-011", () -> none.tips("main"));
            assertThatThrownBy(() -> wrong.tips("main"))
                    .hasMessageStartingWith("TRX-U-011")
                    .hasMessageNotContaining("wrong-one");
        }
    }

    @Test
    void noRedirectTakesTheTokenToAnotherHost() {
        try (GitHubServer elsewhere = new GitHubServer(folder.resolve("git"), repository)) {
            server.fail(Fault.answer(
                    "GET .*info/refs",
                    301,
                    Map.of("Location", elsewhere.url() + "/o/r.git/info/refs?service=git-upload-pack"),
                    100));

            assertFails("TRX-U-011", () -> branches.tips("main"));
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void noHookOfTheUsersConfigurationRuns() throws IOException {
        Path ran = folder.resolve("ran");
        Path hooks = Files.createDirectories(folder.resolve("hooks"));
        Path hook = Files.writeString(hooks.resolve("pre-push"), "#!/bin/sh\ntouch '" + ran + "'\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        Path users = Files.writeString(folder.resolve("gitconfig"), "[core]\n hooksPath = " + hooks + "\n");
        SystemReader before = SystemReader.getInstance();
        SystemReader.setInstance(new SystemReader.Delegate(before) {
            @Override
            public FileBasedConfig openUserConfig(Config parent, FS fs) {
                return new FileBasedConfig(parent, users.toFile(), fs);
            }
        });
        try (RemoteBranches other = branches(Optional.of(Secret.of(GitHubServer.TOKEN)))) {
            Tip base = Objects.requireNonNull(other.tips("main").get("main"));
            other.push("x", other.commit(base, base.tree(), UPDATER, Instant.EPOCH, "m"), Optional.empty());
        } finally {
            SystemReader.setInstance(before);
        }

        assertThat(repository.tip("x")).isPresent();
        assertThat(ran).doesNotExist();
    }

    @Test
    void aLinkIsNotEdited() {
        repository.commit("main", BareRepository.HUMAN, "l", FileMode.SYMLINK, Map.of("link", "a"));

        assertCannotBeEdited("link");
    }

    /** The one would take the place of the whole folder, the other that of a file. */
    @ParameterizedTest
    @ValueSource(strings = {"b", "a/x"})
    void nothingIsRemovedToMakePlaceForAFile(String path) {
        assertCannotBeEdited(path);
    }

    private void assertCannotBeEdited(String path) {
        Tip base = tip("main").orElseThrow();
        List<Change> changes = List.of(new Change(path, new byte[0], 1));

        assertThatThrownBy(() -> branches.tree(base, changes))
                .hasMessageStartingWith("TRX-U-014")
                .hasMessageContaining(path);
    }

    @Test
    void aBranchThatIsNotThereIsEmpty() {
        assertThat(tip("none")).isEmpty();
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        try (RemoteBranches other = branches(Optional.of(Secret.of(GitHubServer.TOKEN)))) {
            other.tips("main");
        }
        branches.close();
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
        branches = branches(Optional.empty());
    }

    @Test
    void whatCannotBeRemovedIsLeft() throws IOException {
        try (Stream<Path> made = Files.list(folder.resolve("tmp"))) {
            Files.move(made.findFirst().orElseThrow(), folder.resolve("elsewhere"));
        }

        assertThatCode(branches::close).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/o/r.git",
                "ssh://git@example.org/o/r",
                "https://u:p@example.org/o/r",
                "git://a/b",
                "https://example.org:99999/o/r"
            })
    void anAddressThatWouldShowTheTokenOrCannotBeConnectedToIsRefused(String address) {
        assertFails("TRX-U-001", () -> new GitAccess(URI.create(address), Optional.empty()));
    }
}
