package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.Sha256;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BbGivenTest extends WithBench {
    /** What Debian 12 says of bb 4.1.2. */
    private static final String GLIBC_COMPLAINT = """
            echo "$0: /lib/libc.so.6: version \\`GLIBC_2.38' not found (required by $0)" >&2
            echo "$0: /lib/libc.so.6: version \\`GLIBC_2.39' not found (required by $0)" >&2
            echo "$0: /lib/libstdc++.so.6: version \\`GLIBCXX_3.4.32' not found (required by $0)" >&2
            exit 1""";

    @BeforeEach
    void start() throws IOException {
        bench.offline = true;
    }

    private Path program(String name, String script) throws IOException {
        Path file = Files.write(folder.resolve(name), Bench.standIn(script, 10));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /** Locks 7.0.0 to a binary that says it is a nightly build. */
    private void lock(String sha256) {
        Integrity integrity = Archive.integrity(Bench.ARCHIVE);
        bench.lock = new BbLock(
                List.of(new BbPin(Bench.VERSION, integrity, Map.of(Bench.PLATFORM, sha256), "7.0.0-nightly.1")));
    }

    private BbBinary given(Path binary, @Nullable BbVersion expected, String... loader) {
        return bench.use(installer -> installer.given(binary, expected, List.of(loader)));
    }

    private AbstractThrowableAssert<?, ?> assertCannotRun(Path binary, String... loader) {
        return assertThatThrownBy(() -> given(binary, null, loader))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.CANNOT_RUN))
                .hasMessageContaining(binary.toString());
    }

    private void assertWrongVersion(Path binary, @Nullable BbVersion expected) {
        assertThatThrownBy(() -> given(binary, expected))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.WRONG_VERSION));
    }

    @Test
    void aGivenBinaryIsWhatItSaysItIs() throws IOException {
        Path program = program("my bb, übrigens", "[ \"$*\" = --version ] && echo 8.1.0");

        assertThat(given(program, null))
                .isEqualTo(new BbBinary(
                        program.toRealPath(),
                        BbVersion.of("8.1.0"),
                        Sha256.ofFile(program),
                        BbOrigin.GIVEN_PATH,
                        List.of()));
        assertThat(given(program, BbVersion.of("8.1.0")).version()).isEqualTo(BbVersion.of("8.1.0"));
    }

    @Test
    void aGivenBinaryThatIsAnotherVersionIsRefused() throws IOException {
        assertWrongVersion(program("bb", "echo 8.1.0"), BbVersion.of("8.1.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo hello", "true", "echo latest"})
    void aGivenBinaryThatSaysNoVersionIsRefused(String script) throws IOException {
        assertWrongVersion(program("bb", script), null);
    }

    @Test
    void whatAGivenBinarySaysSteersNoTerminal() throws IOException {
        // U+202E and U+009B in UTF-8.
        Path program = program("bb", "printf 'a\\342\\200\\256b\\302\\2331m'");
        assertThatThrownBy(() -> given(program, null)).hasMessageEndingWith("says no version but: a?b?1m");
    }

    @Test
    void aGivenBinaryWhoseHashIsInTheLockIsTheLocksVersion() throws IOException {
        Path program = program("bb", "echo 7.0.0-nightly.1");
        lock(Sha256.ofFile(program));

        assertThat(given(program, null).version()).isEqualTo(Bench.VERSION);
    }

    @Test
    void aGivenBinaryMaySayWhatTheExpectedVersionSays() throws IOException {
        Path program = program("bb", "echo 7.0.0-nightly.1");
        lock("0".repeat(64));

        assertThat(given(program, Bench.VERSION).version()).isEqualTo(Bench.VERSION);
        assertThat(given(program, null).version()).isEqualTo(BbVersion.of("7.0.0-nightly.1"));
    }

    @Test
    void aGivenBinaryIsRunOnceForEachLoader() throws IOException {
        Path runs = folder.resolve("runs");
        Path program = program("bb", "echo run >> '" + runs + "'; echo 8.1.0");

        given(program, null);
        given(program, null);
        assertThat(Files.readAllLines(runs)).hasSize(1);

        assertThat(given(program, null, "/bin/sh").command())
                .containsExactly("/bin/sh", program.toRealPath().toString());
        given(program, null, "/bin/sh");
        assertThat(Files.readAllLines(runs)).hasSize(2);

        Files.writeString(program, "#!/bin/sh\necho 8.2.0\n");
        assertThat(given(program, null).version()).isEqualTo(BbVersion.of("8.2.0"));
    }

    @Test
    void aGivenBinaryWorksWithoutACache() throws IOException {
        Files.writeString(bench.cache, "no folder");

        assertThat(given(program("bb", "echo 8.1.0"), null).version()).isEqualTo(BbVersion.of("8.1.0"));
    }

    @Test
    void aGivenBinaryIsNotSearchedForInPath() {
        assertThatThrownBy(() -> given(Path.of("sh"), null))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.UNREADABLE));
        assertThatThrownBy(() -> given(folder, null)).isInstanceOf(InputException.class);
    }

    @Test
    void aMissingGlibcIsNamedWithTheSystemAndTheWayOut() throws IOException {
        String system = ThisSystem.describe(bench.machine());

        assertCannotRun(program("bb", GLIBC_COMPLAINT))
                .hasMessageContaining("glibc 2.39")
                .hasMessageContaining(system)
                .hasMessageContaining("tee-rex.bbLoader");
    }

    @Test
    void theHighestMissingGlibcIsTheNeededOne() {
        assertThat(NeededGlibc.in("GLIBC_2.4' not found, GLIBC_2.39' not found, GLIBC_2.38' not found, GLIBC_2.40"))
                .contains("2.39");
        assertThat(NeededGlibc.in("GLIBCXX_3.4.32' not found")).isEmpty();
        assertThat(NeededGlibc.in("GLIBC_99999.1' not found")).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLinuxIsNamedAsItNamesItself() throws IOException {
        Path osRelease = Files.writeString(folder.resolve("os-release"), "NAME=a\nPRETTY_NAME=\"Some Linux 12 (x)\"\n");

        assertThat(ThisSystem.prettyName(osRelease)).contains("Some Linux 12 (x)");
        assertThat(ThisSystem.prettyName(folder.resolve("none"))).isEmpty();
        assertThat(ThisSystem.describe(Machine.current()))
                .contains(Machine.current().arch());
    }

    @Test
    void aBinaryThatFailsIsQuotedOnlyShortly() throws IOException {
        assertCannotRun(program("bb", "echo first >&2; printf 'last\\033[31m\\n\\n' >&2; exit 7"))
                .hasMessageContaining("exit code 7, saying: last [31m (");
        assertCannotRun(program("bb2", "kill -ILL $$")).hasMessageContaining("processor");
    }

    @Test
    void aBinaryThatHangsIsKilled() throws IOException {
        bench.limits = new InstallLimits(1, 1, 1, Duration.ZERO, Duration.ofMillis(500));

        assertCannotRun(program("bb", "sleep 600")).hasMessageContaining("did not end");
    }

    @Test
    void whatIsNotExecutableIsNotStarted() throws IOException {
        Path program = Files.write(folder.resolve("bb"), Bench.standIn("echo 8.1.0", 10));

        assertCannotRun(program).hasMessageContaining("not executable");
    }

    /** The JDK hands what the kernel refuses to a shell; that must not happen to a file that is no script. */
    @Test
    void whatIsNoProgramIsNotRunAsAScript() throws IOException {
        Path trace = folder.resolve("trace");
        Path program = Files.writeString(folder.resolve("bb"), "echo > '" + trace + "'; echo 8.1.0\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertCannotRun(program).hasMessageContaining("no program");
        assertThat(trace).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProgramForAnotherProcessorIsNotStarted() throws IOException {
        byte[] elf = new byte[64];
        System.arraycopy("\177ELF\2\1\1".getBytes(StandardCharsets.ISO_8859_1), 0, elf, 0, 7);
        elf[18] = 8;
        Path program = Files.write(folder.resolve("bb"), elf);
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertCannotRun(program).hasMessageContaining("another processor");
    }

    @Test
    void aLoaderThatIsNotThereIsNamed() throws IOException {
        assertCannotRun(program("bb", "echo 8.1.0"), "/none/ld.so").hasMessageContaining("/none/ld.so");
    }
}
