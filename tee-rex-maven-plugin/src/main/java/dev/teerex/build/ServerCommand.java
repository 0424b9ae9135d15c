package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.bb.BbVersion;
import dev.teerex.sdk.LocalProverSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command line of a server. By name and not by class, so that nothing of the server is loaded here. */
final class ServerCommand {
    // When a build stops its server, nobody waits any more for what is still being proved.
    private static final String STOP_TIMEOUT = "5s";

    private final List<String> words = new ArrayList<>();

    private ServerCommand() {}

    static List<String> of(ServerRequest request, BbVersion version) {
        ServerCommand command = new ServerCommand();
        command.words.addAll(List.of(request.java().toString(), "-XX:+UseSerialGC", "-Xmx1g", "-cp"));
        command.words.add(
                request.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.words.addAll(List.of("dev.teerex.server.standalone.Main", "serve", "--stop-with-stdin"));
        command.option("--port", 0)
                .option("--stop-timeout", STOP_TIMEOUT)
                .option("--tee", request.tee())
                .option("--simulated-root", request.tee().equals("simulated") ? request.simulatedRoot() : null)
                .option("--config", request.config())
                .prover(request.prover(), version);
        return command.words;
    }

    private void prover(LocalProverSettings prover, BbVersion version) {
        option("--bb-version", version)
                .option("--bb", prover.bb())
                .option("--bb-loader", loader(prover.bbLoader()))
                .option("--allow-unlocked", prover.allowUnlocked())
                .option("--offline", prover.http().offline())
                .option("--cache-directory", prover.cacheDirectory())
                .option("--crs-directory", prover.crsDirectory())
                .option("--crs-url", prover.crsUrl())
                .option("--insecure-dev-crs", prover.insecureDevCrs().text())
                .option("--threads", prover.threads())
                .option("--proof-timeout", prover.timeout().toMillis() + "ms");
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

    private ServerCommand option(String flag, @Nullable Object value) {
        if (value != null) {
            words.add(flag);
            words.add(value instanceof Path path ? path.toAbsolutePath().toString() : value.toString());
        }
        return this;
    }
}
