package dev.teerex;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the library may know of the machine it runs on. Everything that depends on the environment, on system properties
 * or on the home folder takes one of these, so that a test (or a server that isolates its tenants) decides what is seen.
 *
 * @param os the operating system's name as {@code os.name} gives it
 * @param arch the processor architecture as {@code os.arch} gives it
 * @param environment the environment variables
 * @param home the user's home folder
 * @param temporaryDirectory where short-lived private folders are made
 * @param processors how many processors there are, at least 1
 */
public record Machine(
        String os, String arch, Map<String, String> environment, Path home, Path temporaryDirectory, int processors) {

    /** Makes the value; the environment is copied. */
    public Machine {
        environment = Map.copyOf(environment);
        if (processors < 1) {
            throw new IllegalArgumentException("processors must be at least 1, not " + processors);
        }
    }

    /** Returns the machine that this process runs on: the one place where the process's surroundings are read. */
    public static Machine current() {
        return new Machine(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                System.getenv(),
                Path.of(System.getProperty("user.home", "")),
                Path.of(System.getProperty("java.io.tmpdir", "")),
                Runtime.getRuntime().availableProcessors());
    }

    /** Returns the randomness of the machine that this process runs on, for whoever puts a program together to hand on. */
    public static SecureRandom random() {
        return new SecureRandom();
    }

    /** Returns the clock of the machine that this process runs on, for whoever puts a program together to hand on. */
    public static Clock clock() {
        return Clock.systemUTC();
    }

    /** Returns the value of an environment variable; unset and empty are the same. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Finds a program in {@code PATH}. */
    public Optional<Path> program(String name) {
        return variable("PATH").stream()
                .flatMap(path -> Stream.of(path.split(File.pathSeparator, -1)))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Returns whether this is Linux. */
    public boolean isLinux() {
        return os.toLowerCase(Locale.ROOT).startsWith("linux");
    }

    /** Returns a description without the environment, which may hold secrets. */
    @Override
    public String toString() {
        return "Machine[" + os + " " + arch + ", " + processors + " processors]";
    }
}
