package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gates of the workflows stand on: {@code .ci/changed}. */
class ChangedTest {
    @TempDir
    Path repository;

    @BeforeEach
    void aRepositoryWithAPullRequestThatChangesDocs() throws Exception {
        git("init", "-q", "-b", "main");
        commit("native/Bb.java");
        git("checkout", "-q", "-b", "pull-request");
        commit("docs/bb.md");
        git("checkout", "-q", "main");
        commit("native/Crs.java");
        git("checkout", "-q", "pull-request");
    }

    @Test
    void nothingUnderThePathsChanged() throws Exception {
        assertThat(changed("main", "sdk/\n\npom.xml\n")).isEqualTo("changed=false");
    }

    @Test
    void somethingUnderThePathsChanged() throws Exception {
        assertThat(changed("main", "sdk/\ndocs/\n")).isEqualTo("changed=true");
        assertThat(changed("main", ".\n")).isEqualTo("changed=true");
    }

    @Test
    void whatChangedOnTheBaseMeanwhileDoesNotCount() throws Exception {
        assertThat(changed("main", "native/\n")).isEqualTo("changed=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0000000000000000000000000000000000000000", "no-such-branch"})
    void withoutAKnownBaseEverythingChanged(String base) throws Exception {
        assertThat(changed(base, "sdk/\n")).isEqualTo("changed=true");
    }

    @Test
    void withoutPathsEverythingChanged() throws Exception {
        assertThat(changed("main", "\n")).isEqualTo("changed=true");
    }

    private String changed(String base, String paths) throws Exception {
        Program.Result result = Program.run(
                        repository,
                        paths,
                        List.of(Checkout.ROOT.resolve(".ci/changed").toString(), base))
                .orElseThrow();
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().lines().reduce((first, last) -> last).orElseThrow();
    }

    private void commit(String file) throws Exception {
        Files.createDirectories(repository.resolve(file).getParent());
        Files.writeString(repository.resolve(file), file);
        git("add", ".");
        git("-c", "user.name=test", "-c", "user.email=test@example.invalid", "commit", "-qm", file);
    }

    private void git(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        Program.Result result = Program.run(repository, "", command).orElseThrow();
        assertThat(result.exitCode()).as(result.output()).isZero();
    }
}
