package dev.teerex.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import dev.teerex.process.ShortCommand.Result;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortCommandTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static Result sh(String script, Duration limit) throws IOException {
        return ShortCommand.run(List.of("/bin/sh", "-c", script), Map.of("GIVEN", "seen"), limit);
    }

    @Test
    void bothStreamsAndTheExitCodeComeBack() throws IOException {
        assertThat(sh("echo out; echo err >&2; exit 3", AMPLE)).isEqualTo(new Result(3, false, "out\n", "err\n"));
    }

    @Test
    void onlyTheGivenVariablesAreSeen() throws IOException {
        assertThat(sh("echo $GIVEN-$HOME", AMPLE).output()).isEqualTo("seen-\n");
    }

    @Test
    void aSignalIsAnExitCodeAbove128() throws IOException {
        assertThat(sh("kill -ILL $$", AMPLE).exitCode()).isEqualTo(128 + 4);
    }

    @Test
    void endlessOutputIsCutAndTheCommandWithItsChildrenKilled() throws IOException {
        Path pids = folder.resolve("pids");
        Result result = sh("echo $$ > " + pids + "; sleep 600 & echo $! >> " + pids + "; yes", Duration.ofSeconds(2));

        assertThat(result.timedOut()).isTrue();
        assertThat(result.exitCode()).isEqualTo(-1);
        assertThat(result.output()).hasSize(ShortCommand.KEPT);
        assertThat(Files.readAllLines(pids)).hasSize(2);
        for (String pid : Files.readAllLines(pids)) {
            Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(pid));
            left.ifPresent(
                    process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void aChildThatHoldsTheOutputOpenHoldsNothingHere() throws Exception {
        long files = openFiles();
        Result result = sh("sleep 600 & echo $!", AMPLE);
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(result.output().strip())).orElseThrow();
        try {
            assertThat(result.exitCode()).isZero();
            assertThat(child.isAlive()).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("tee-rex"));
            assertThat(openFiles()).isLessThanOrEqualTo(files);
        } finally {
            child.destroyForcibly();
        }
    }

    private static long openFiles() throws IOException {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.filter(file -> String.valueOf(readLink(file)).startsWith("pipe:"))
                    .count();
        }
    }

    private static @Nullable Path readLink(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException closedMeanwhile) {
            return null;
        }
    }

    @Test
    void nothingIsLostAtTheEnd() throws IOException {
        String lines = IntStream.rangeClosed(1, 5000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        for (int i = 0; i < 30; i++) {
            assertThat(sh("seq 1 5000; seq 1 5000 >&2", AMPLE)).isEqualTo(new Result(0, false, lines, lines));
        }
    }

    @Test
    void moreThanIsKeptDoesNotHoldTheCommandUp() throws IOException {
        Result result = sh("seq 1 1000000; exit 4", AMPLE);

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.output()).startsWith("1\n2\n").hasSize(ShortCommand.KEPT);
    }

    @Test
    void anInterruptEndsTheCommandAndStays() throws Exception {
        Path pid = folder.resolve("pid");
        Thread caller = Thread.currentThread();
        CompletableFuture<Long> started = CompletableFuture.supplyAsync(() -> {
            long written = awaitPid(pid);
            caller.interrupt();
            return written;
        });

        assertThatThrownBy(() -> sh("echo $$ > " + pid + "; exec sleep 600", AMPLE))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        Optional<ProcessHandle> left = ProcessHandle.of(started.get(10, TimeUnit.SECONDS));
        try {
            left.ifPresent(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10)));
        } finally {
            left.ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static long awaitPid(Path file) {
        Deadline deadline = Deadline.after(AMPLE, Ticker.system());
        while (!deadline.passed()) {
            try {
                String text = Files.exists(file) ? Files.readString(file) : "";
                if (text.endsWith("\n")) {
                    return Long.parseLong(text.strip());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the command did not start");
    }

    @Test
    void aProgramThatIsNotThereIsAnIoFailure() {
        List<String> command = List.of(folder.resolve("none").toString());
        assertThatThrownBy(() -> ShortCommand.run(command, Map.of(), AMPLE)).isInstanceOf(IOException.class);
    }
}
