package dev.teerex.build;

import dev.teerex.sdk.LocalProverSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The prover server that a build wants.
 *
 * @param java the program that runs it
 * @param classPath where its classes are
 * @param prover which bb it serves, and with what
 * @param tee how it attests what it is: {@code none}, {@code simulated} or {@code nitro}
 * @param simulatedRoot where a simulation writes its root certificate
 * @param config a file with further options of the server, or null
 * @param log the file that its log goes to, anew each time
 * @param patience how long it may take until it is ready
 */
public record ServerRequest(
        Path java,
        List<Path> classPath,
        LocalProverSettings prover,
        String tee,
        Path simulatedRoot,
        @Nullable Path config,
        Path log,
        Duration patience) {
    /** Makes the value; the list is copied. */
    public ServerRequest {
        classPath = List.copyOf(classPath);
    }
}
