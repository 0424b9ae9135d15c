package dev.teerex.bb.install;

import dev.teerex.Machine;
import dev.teerex.Printable;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbVersion;
import dev.teerex.process.ShortCommand;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code bb --version}: whether a binary runs here, and what it says it is. */
final class BbVersionRun {
    private static final int LONGEST_QUOTE = 300;
    private static final int SIGNAL = 128;
    private static final int SIGILL = 4;

    private final Machine machine;
    private final Duration limit;

    BbVersionRun(Machine machine, Duration limit) {
        this.machine = machine;
        this.limit = limit;
    }

    /**
     * Runs a binary, unless its notes know already.
     *
     * @return what it says its version is, which need not be a version
     * @throws BbException {@link Code#CANNOT_RUN}, or {@link Code#CANCELLED} when the thread is interrupted
     */
    String reported(Path binary, BinaryNotes notes, List<String> loader) {
        return notes.reported(loader).orElseGet(() -> {
            String reported = run(binary, loader);
            if (BbVersion.isVersion(reported)) {
                notes.noteReported(loader, reported);
            }
            return reported;
        });
    }

    private String run(Path binary, List<String> loader) {
        ShortCommand.Result result;
        try {
            Optional<String> obstacle = loader.isEmpty() ? BinaryFormat.obstacle(binary, machine) : Optional.empty();
            if (obstacle.isPresent()) {
                throw cannotRun(binary, obstacle.orElseThrow(), null);
            }
            List<String> command = Stream.of(loader, List.of(binary.toString(), "--version"))
                    .flatMap(List::stream)
                    .toList();
            result = ShortCommand.run(command, Map.of(), limit);
        } catch (InterruptedIOException e) {
            throw new BbException(Code.CANCELLED, "interrupted while " + binary + " said its version", e);
        } catch (IOException e) {
            throw cannotRun(
                    binary,
                    loader.isEmpty()
                            ? "the system cannot start it"
                            : "its loader " + loader.get(0) + " cannot be started",
                    e);
        }
        if (result.timedOut()) {
            throw cannotRun(binary, "bb --version did not end within " + limit.toSeconds() + " s", null);
        }
        if (result.exitCode() != 0) {
            throw cannotRun(binary, why(result), null);
        }
        return quoted(result.output());
    }

    private BbException cannotRun(Path binary, String why, @Nullable IOException cause) {
        return new BbException(
                Code.CANNOT_RUN,
                binary + " does not run on " + ThisSystem.describe(machine) + ": " + why
                        + " (docs/bb.md, \"When bb does not run\")",
                cause);
    }

    private static String why(ShortCommand.Result result) {
        Optional<String> glibc = NeededGlibc.in(result.errors());
        if (glibc.isPresent()) {
            return "it needs glibc " + glibc.orElseThrow()
                    + "; use a newer Linux, or put the loader of a newer one before it (tee-rex.bbLoader)";
        }
        String said = quoted(result.errors());
        String quote = said.isEmpty() ? "" : ", saying: " + said;
        if (result.exitCode() == SIGNAL + SIGILL) {
            return "it uses an instruction that this processor does not have" + quote;
        }
        return "bb --version ended with exit code " + result.exitCode() + quote;
    }

    /** Returns the last line that says something, without control characters. */
    private static String quoted(String text) {
        String line = text.lines().filter(each -> !each.isBlank()).reduce("", (earlier, later) -> later);
        String plain = Printable.of(line.replaceAll("\\p{Cntrl}", " ").strip());
        return plain.length() > LONGEST_QUOTE ? plain.substring(0, LONGEST_QUOTE) + "..." : plain;
    }
}
