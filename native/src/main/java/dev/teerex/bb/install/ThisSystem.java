package dev.teerex.bb.install;

import dev.teerex.Machine;
import dev.teerex.process.ShortCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names the operating system for a person who has to find out why a binary does not run on it. */
public final class ThisSystem {
    private static final Path OS_RELEASE = Path.of("/etc/os-release");
    private static final String PRETTY_NAME = "PRETTY_NAME=";
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private ThisSystem() {}

    /** Returns such as {@code Debian GNU/Linux 12 (bookworm) with glibc 2.36, amd64}. */
    public static String describe(Machine machine) {
        String name = prettyName(OS_RELEASE).orElse(machine.os());
        return name + glibc(machine).map(version -> " with " + version).orElse("") + ", " + machine.arch();
    }

    /** Returns the name that os-release(5) has for a person. */
    static Optional<String> prettyName(Path osRelease) {
        try (BufferedReader lines = Files.newBufferedReader(osRelease)) {
            return lines.lines()
                    .filter(line -> line.startsWith(PRETTY_NAME))
                    .map(line -> line.substring(PRETTY_NAME.length()).replace("\"", ""))
                    .findFirst();
        } catch (IOException | UncheckedIOException noSuchFile) {
            return Optional.empty();
        }
    }

    private static Optional<String> glibc(Machine machine) {
        return machine.program("getconf").filter(getconf -> machine.isLinux()).flatMap(getconf -> {
            try {
                ShortCommand.Result result =
                        ShortCommand.run(List.of(getconf.toString(), "GNU_LIBC_VERSION"), Map.of(), LIMIT);
                String version = result.output().strip();
                return result.exitCode() == 0 && !version.isEmpty() ? Optional.of(version) : Optional.empty();
            } catch (IOException cannotBeStarted) {
                return Optional.empty();
            }
        });
    }
}
