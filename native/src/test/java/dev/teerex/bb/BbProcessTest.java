package dev.teerex.bb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.standin.StandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BbProcessTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private Path temporary;

    @BeforeEach
    void makeTemporaryFolder() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @Test
    void theSocketIsGoneAsSoonAsTheConnectionStands() throws IOException {
        try (BbProcess bb = start(new StandIn())) {
            assertThat(filesIn(temporary)).isEmpty();
            assertThat(bb.call(new ChonkCommands.Start(1), within(LONG))).isTrue();
        }
    }

    @Test
    void bbSeesOnlyWhatItNeedsOfTheEnvironment() throws IOException {
        Path log = folder.resolve("log");
        try (BbProcess bb = start(new StandIn().with("log", log))) {
            assertThat(bb.pid()).isPositive();
            // The shell that starts the stand-in adds PWD and, some, OLDPWD, SHLVL and _; its script LC_ALL.
            String environment =
                    Files.readAllLines(log).get(0).replaceAll("(, )?(PWD|OLDPWD|SHLVL|_|LC_ALL)=[^,}]*", "");
            assertThat(environment)
                    .isEqualTo("environment {CRS_PATH=" + folder.toAbsolutePath() + ", HARDWARE_CONCURRENCY=3}");
        }
    }

    @Test
    void closingKillsTheProcessAndItsChildren() throws IOException {
        Path standIn = new StandIn().writeTo(folder.resolve("stand-in"));
        Path parent = StandIn.script(folder.resolve("parent"), "sleep 300 &", "'" + standIn + "' \"$@\"");
        BbProcess bb = BbProcess.start(binary(parent), run());
        List<ProcessHandle> family = Stream.concat(
                        ProcessHandle.of(bb.pid()).stream(),
                        ProcessHandle.of(bb.pid()).orElseThrow().descendants())
                .toList();
        assertThat(family).hasSizeGreaterThanOrEqualTo(3);

        bb.close();

        assertThat(family).allSatisfy(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void aRejectedCommandLeavesTheProcessAlive() throws IOException {
        try (BbProcess bb = start(new StandIn().with("on", "ChonkProve").with("do", "error"))) {
            BbException e = catchThrowableOfType(
                    BbException.class, () -> bb.call(new ChonkCommands.Prove(new BbVersion("5.0.0")), within(LONG)));

            assertThat(e.reason()).isEqualTo(Code.REJECTED);
            assertThat(e.bbSays()).isEqualTo("something is wrong with this input");
            assertThat(e).hasMessage("TRX-B-014: bb 5.0.0 refused ChonkProve: something is wrong with this input");
            assertThat(bb.call(new ChonkCommands.Start(1), within(LONG))).isTrue();
        }
    }

    @Test
    void whatBbSaysSteersNoTerminal() throws IOException {
        StandIn hostile =
                new StandIn().with("on", "ChonkProve").with("do", "error").with("says", "bad\u009b1m \u202etupni");
        try (BbProcess bb = start(hostile)) {
            assertThatThrownBy(() -> bb.call(new ChonkCommands.Prove(new BbVersion("5.0.0")), within(LONG)))
                    .hasMessageEndingWith(": bad?1m ?tupni");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exit,    DIED,             exit code 3",
        "abort,   KILLED_BY_SIGNAL, signal 6",
        "close,   DIED,             exit code 0",
        "garbage, PROTOCOL,         something else than version 5.0.0 should",
        "other,   PROTOCOL,         an answer to another command",
        "huge,    PROTOCOL,         at most 16777216 are allowed",
    })
    void everyWayToFailIsToldApart(String failure, Code reason, String words) throws IOException {
        try (BbProcess bb = start(new StandIn().with("on", "ChonkStart").with("do", failure))) {
            ProcessHandle process = ProcessHandle.of(bb.pid()).orElseThrow();
            BbException e =
                    catchThrowableOfType(BbException.class, () -> bb.call(new ChonkCommands.Start(1), within(LONG)));

            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e).hasMessageContaining("ChonkStart").hasMessageContaining(words);
            if (reason != Code.PROTOCOL) {
                assertThat(e)
                        .hasMessageContaining("about to fail at ChonkStart")
                        .hasMessageNotContaining("MiB");
            }
            assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"noMemory", "noThread"})
    void aProcessWithoutMemoryIsNotOneThatRefuses(String failure) throws IOException {
        try (BbProcess bb = start(new StandIn().with("on", "ChonkStart").with("do", failure))) {
            ProcessHandle process = ProcessHandle.of(bb.pid()).orElseThrow();
            assertThatThrownBy(() -> bb.call(new ChonkCommands.Start(1), within(LONG)))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.OUT_OF_MEMORY))
                    .hasMessageContaining("tee-rex.threads");
            assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aHangingProcessIsKilledAtTheDeadline() throws IOException {
        try (BbProcess bb = start(new StandIn().with("on", "ChonkStart").with("do", "hang"))) {
            ProcessHandle process = ProcessHandle.of(bb.pid()).orElseThrow();

            assertThatThrownBy(() -> bb.call(new ChonkCommands.Start(1), within(Duration.ofMillis(200))))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.TIMED_OUT))
                    .hasMessageContaining("tee-rex.timeout");
            assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void anInterruptCancelsAndStaysSet() throws Exception {
        try (BbProcess bb = start(new StandIn().with("on", "ChonkStart").with("do", "hang"))) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> bb.call(new ChonkCommands.Start(1), within(LONG)))
                        .isInstanceOfSatisfying(
                                BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.CANCELLED));
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void anotherThreadCanBreakOffWhatIsWaitedFor() throws Exception {
        Path log = folder.resolve("log");
        try (BbProcess bb =
                start(new StandIn().with("on", "ChonkStart").with("do", "hang").with("log", log))) {
            ProcessHandle process = ProcessHandle.of(bb.pid()).orElseThrow();
            Thread waiting = Thread.currentThread();
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                await(() -> Files.readString(log).contains("ChonkStart"));
                waiting.interrupt();
            });
            assertThatThrownBy(() -> bb.call(new ChonkCommands.Start(1), within(LONG)))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.CANCELLED));
            assertThat(Thread.interrupted()).isTrue();
            other.get(10, TimeUnit.SECONDS);
            assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aProcessThatSomebodyKilledWhileItWaitedIsNamedInTheFirstCommand() throws Exception {
        try (BbProcess bb = start(new StandIn())) {
            ProcessHandle killed = ProcessHandle.of(bb.pid()).orElseThrow();
            killed.destroyForcibly();
            await(() -> !killed.isAlive());
            assertThatThrownBy(() -> bb.call(new ChonkCommands.Start(1), within(LONG)))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.KILLED_BY_SIGNAL))
                    .hasMessageContaining("ended during ChonkStart (signal 9)");
        }
    }

    @Test
    void bbLivesOnWhenTheThreadThatStartedItHasEnded() throws Exception {
        CompletableFuture<BbProcess> started = new CompletableFuture<>();
        Path executable = new StandIn().writeTo(folder.resolve("bb"));
        Thread starter = new Thread(() -> started.complete(BbProcess.start(binary(executable), run())));
        starter.start();
        starter.join(20_000);
        try (BbProcess bb = started.get(20, TimeUnit.SECONDS)) {
            assertThat(starter.isAlive()).isFalse();
            assertThat(bb.call(new ChonkCommands.Start(1), within(LONG))).isTrue();
        }
    }

    @Test
    void aBinaryThatDoesNotStartSaysWhyAndLeavesNothing() throws IOException {
        Path broken = StandIn.script(
                folder.resolve("bb"), "echo \"libc.so.6: version 'GLIBC_2.39' not found\" >&2", "exit 1");

        assertThatThrownBy(() -> BbProcess.start(binary(broken), run()))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.CANNOT_RUN))
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("GLIBC_2.39");
        assertThat(filesIn(temporary)).isEmpty();
    }

    @Test
    void aBinaryThatDoesNotListenIsKilledAfter20SecondsAndLeavesNothing() throws IOException {
        Path pid = folder.resolve("pid");
        Path silent = StandIn.script(folder.resolve("bb"), "echo $$ > " + pid, "exec sleep 300");
        Ticker later = () -> isWritten(pid) ? Duration.ofSeconds(21).toNanos() : 0;

        assertThatThrownBy(() -> BbProcess.start(binary(silent), new BbRun(folder, 1, temporary, later)))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.TIMED_OUT))
                .hasMessageContaining("did not listen within 20 s");
        Optional<ProcessHandle> left =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        try {
            left.ifPresent(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10)));
        } finally {
            left.ifPresent(ProcessHandle::destroyForcibly);
        }
        assertThat(filesIn(temporary)).isEmpty();
    }

    private static boolean isWritten(Path file) {
        try {
            return Files.exists(file) && Files.readString(file).endsWith("\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingHoldsAProcessThatIsClosed() throws IOException {
        WeakReference<BbProcess> closed = closed();
        await(() -> {
            System.gc();
            return closed.refersTo(null);
        });
    }

    /** A method of its own, so that no variable holds it. */
    private WeakReference<BbProcess> closed() throws IOException {
        try (BbProcess bb = start(new StandIn())) {
            return new WeakReference<>(bb);
        }
    }

    @Test
    void aFileThatIsNoProgramIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("bb"), "no program");

        assertThatThrownBy(() -> BbProcess.start(binary(file), run()))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.CANNOT_RUN))
                .hasMessageContaining(file.toString());
        assertThat(filesIn(temporary)).isEmpty();
    }

    @Test
    void aTemporaryFolderWhoseNameIsTooLongForASocketIsNamed() throws IOException {
        Path deep = Files.createDirectories(temporary.resolve("x".repeat(60)).resolve("y".repeat(60)));
        Path executable = new StandIn().writeTo(folder.resolve("bb"));

        assertThatThrownBy(() -> BbProcess.start(binary(executable), new BbRun(folder, 1, deep, Ticker.system())))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.CANNOT_RUN))
                .hasMessageContaining("java.io.tmpdir");
        assertThat(filesIn(deep)).isEmpty();
    }

    @Test
    void pathsWithSpacesAndOtherLettersWork() throws IOException {
        Path odd = Files.createDirectories(temporary.resolve("a b é"));
        Path executable = new StandIn().writeTo(odd.resolve("my bb ü"));
        BbRun run = new BbRun(odd, 1, odd, Ticker.system());
        try (BbProcess bb = BbProcess.start(binary(executable), run)) {
            assertThat(bb.call(new ChonkCommands.Start(1), within(LONG))).isTrue();
        }
    }

    @Test
    void aLoaderGoesInFrontOfTheBinary() throws IOException {
        Path executable = new StandIn().writeTo(folder.resolve("bb"));
        Files.setPosixFilePermissions(executable, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        BbBinary loaded =
                new BbBinary(executable, new BbVersion("5.0.0"), "00", BbOrigin.GIVEN_PATH, List.of("/bin/sh", "-e"));
        try (BbProcess bb = BbProcess.start(loaded, run())) {
            assertThat(bb.call(new ChonkCommands.Start(1), within(LONG))).isTrue();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) {
        Deadline deadline = Deadline.after(LONG, Ticker.system());
        while (!deadline.passed()) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException notYet) {
                // The file is not there yet.
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("waited too long");
    }

    private BbProcess start(StandIn standIn) throws IOException {
        return BbProcess.start(binary(standIn.writeTo(folder.resolve("bb"))), run());
    }

    private static BbBinary binary(Path path) {
        return new BbBinary(path, new BbVersion("5.0.0"), "00", BbOrigin.GIVEN_PATH, List.of());
    }

    private BbRun run() {
        return new BbRun(folder, 3, temporary, Ticker.system());
    }

    private static Deadline within(Duration limit) {
        return Deadline.after(limit, Ticker.system());
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
