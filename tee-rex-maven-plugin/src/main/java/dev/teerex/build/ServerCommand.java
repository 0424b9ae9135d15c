package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.bb.BbVersion;
import dev.teerex.sdk.LocalProverSettings;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command line of a server. By name and not by class, so that nothing of the server is loaded here. */
final class ServerCommand {
    // When a build stops its server, nobody waits any more for what is still being proved.
    private static final String STOP_TIMEOUT = "5s";

    // The server takes no larger one.
    private static final int MAX_CONFIG = 1 << 20;

    private final List<String> words = new ArrayList<>();
    /** What says in this goal what a key of the server's file says; empty where nothing does. */
    private final Map<String, String> ownKeys = new HashMap<>();

    private ServerCommand() {}

    static List<String> of(ServerRequest request, BbVersion version) {
        ServerCommand command = new ServerCommand();
        command.words.addAll(List.of(request.java().toString(), "-XX:+UseSerialGC", "-Xmx1g", "-cp"));
        command.words.add(
                request.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.words.addAll(List.of("dev.teerex.server.standalone.Main", "serve", "--stop-with-stdin"));
        command.option("--port", 0, "")
                .option("--stop-timeout", STOP_TIMEOUT, "")
                .option("--tee", request.tee(), "tee-rex.tee")
                .option(
                        "--simulated-root",
                        request.tee().equals("simulated") ? request.simulatedRoot() : null,
                        "tee-rex.simulatedRoot")
                .prover(request.prover(), version);
        @Nullable Path config = request.config();
        if (config != null) {
            command.requireNoneIn(Inputs.file(config, "tee-rex.serverConfig"));
            command.add("--config", config);
        }
        return command.words;
    }

    private void prover(LocalProverSettings prover, BbVersion version) {
        option("--bb-version", version, "tee-rex.bbVersion")
                .option("--bb", prover.bb(), "tee-rex.bb")
                .option("--bb-loader", loader(prover.bbLoader()), "tee-rex.bbLoader")
                .option("--allow-unlocked", prover.allowUnlocked(), "tee-rex.allowUnlocked")
                .option("--offline", prover.http().offline(), "Maven's -o")
                .option("--cache-directory", prover.cacheDirectory(), "tee-rex.cacheDirectory")
                .option("--crs-directory", prover.crsDirectory(), "tee-rex.crsDirectory")
                .option("--crs-url", prover.crsUrl(), "tee-rex.crsUrl")
                .option("--insecure-dev-crs", prover.insecureDevCrs().text(), "tee-rex.insecureDevCrs")
                .option("--threads", prover.threads(), "tee-rex.threads")
                .option("--proof-timeout", prover.timeout(), "tee-rex.timeout");
    }

    /** A flag counts more than the file, so that whoever wrote it there would wait for something that does not happen. */
    private void requireNoneIn(Path config) {
        for (String line : lines(config)) {
            String key = line.split("=", 2)[0].strip();
            @Nullable String instead = ownKeys.get(key);
            if (instead != null) {
                throw new InputException(
                        Code.BAD_OPTION,
                        config + " (tee-rex.serverConfig) has \"" + key
                                + "\", which the goal sets itself; take the line out"
                                + (instead.isEmpty() ? "" : " and use " + instead));
            }
        }
    }

    private static List<String> lines(Path config) {
        try (InputStream in = Files.newInputStream(config)) {
            return new String(in.readNBytes(MAX_CONFIG), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, config + " cannot be read (tee-rex.serverConfig)", e);
        }
    }

    // The server splits the command at spaces and knows no quotes.
    private static @Nullable String loader(List<String> words) {
        for (String word : words) {
            if (word.isEmpty() || word.chars().anyMatch(Character::isWhitespace)) {
                throw new InputException(
                        Code.BAD_OPTION,
                        "tee-rex.bbLoader has the word \"" + word
                                + "\", and a server can be told of none that is empty or has a space; use other paths");
            }
        }
        return words.isEmpty() ? null : String.join(" ", words);
    }

    private ServerCommand option(String flag, @Nullable Object value, String instead) {
        ownKeys.put(flag.substring(2), instead);
        if (value != null) {
            add(flag, value);
        }
        return this;
    }

    private void add(String flag, Object value) {
        words.add(flag);
        words.add(value instanceof Path path ? path.toAbsolutePath().toString() : value.toString());
    }
}
