package dev.teerex.build;

import dev.teerex.Machine;
import dev.teerex.bb.BbVersion;
import dev.teerex.download.HttpSettings;
import dev.teerex.sdk.LocalProverSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A build that starts a server, prints the number of its process, and then takes long, so that it can be killed. */
final class BuildWithAServer {
    private BuildWithAServer() {}

    public static void main(String[] arguments) throws IOException {
        Path java = arguments.length > 2 ? Path.of(arguments[2]) : java();
        ServerRequest request =
                request(Path.of(arguments[0]), Path.of(arguments[1]), java, "none", Duration.ofSeconds(60));
        System.out.println(
                new StartServerStep(request, new RecordingLog()).run().pid());
        int end = System.in.read();
        System.exit(end);
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static ServerRequest request(Path folder, Path bb, Path java, String tee, Duration patience) {
        return new ServerRequest(
                java,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toList(),
                settings(folder).bb(bb).build(),
                tee,
                folder.resolve("root.pem"),
                null,
                folder.resolve("logs").resolve("server.log"),
                patience);
    }

    static LocalProverSettings.Builder settings(Path folder) {
        return LocalProverSettings.of(
                        new Machine("Linux", System.getProperty("os.arch"), System.getenv(), folder, folder, 1))
                .bbVersion(BbVersion.of("5.0.0"))
                .cacheDirectory(folder.resolve("cache"))
                .crsDirectory(folder.resolve("crs"))
                .http(HttpSettings.of(true, List.of()));
    }
}
