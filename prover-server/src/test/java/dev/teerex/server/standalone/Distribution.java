package dev.teerex.server.standalone;

import dev.teerex.bb.TestInputs;
import dev.teerex.bb.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts the packaged server together, as a step of the build: launcher, jar, the list of classes that a server loads from its start
 * to its first proofs, and the class-data archive that is made from the list.
 */
final class Distribution {
    private static final String NAME = "tee-rex-prover-server";

    private Distribution() {}

    /** Takes the folder to make, the launcher and the jar. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        Path launcher = copy(Path.of(arguments[1]), folder.resolve("bin"));
        Path jar = copy(Path.of(arguments[2]), folder.resolve("lib"));
        Path work = Files.createDirectories(folder.resolveSibling(NAME + "-training"));
        train(jar, folder.resolve("lib/classes.lst"), work);
        try (ServerProcess archive = ServerProcess.start(work, List.of(launcher.toString(), "make-archive"))) {
            require(archive.exit() == 0, work);
        }
    }

    private static Path copy(Path file, Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.copy(
                file,
                folder.resolve(file.getFileName()),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void train(Path jar, Path list, Path work) throws IOException, InterruptedException {
        Path bb = new StandIn().with("version", TestServer.VERSION).writeTo(work.resolve("bb"));
        List<String> command = new ArrayList<>(List.of(
                ServerProcess.java(), "-Xshare:off", "-XX:DumpLoadedClassList=" + list, "-jar", jar.toString()));
        command.addAll(ServerProcess.serve(work, bb));
        try (ServerProcess server = ServerProcess.start(work, command)) {
            RawClient client = server.ready();
            for (String path : List.of("/health", "/attestation", "/readyz", "/metrics")) {
                client.get(path);
            }
            byte[] inputs = TestInputs.inputs("app");
            prove(client, "/prove", RawClient.json(ServerProcess.message(client, inputs)), work);
            Map<String, Object> chonk = Map.of("scheme", "chonk", "ivc_inputs", inputs);
            prove(client, "/v1/prove", ServerProcess.message(client, TestInputs.pack(chonk)), work);
            require(server.terminate() == 0, work);
        }
    }

    private static void prove(RawClient client, String path, byte[] body, Path work) throws IOException {
        require(client.post(path, body).status() == 200, work);
    }

    private static void require(boolean success, Path work) throws IOException {
        if (!success) {
            throw new IllegalStateException(Files.readString(work.resolve("log")));
        }
    }
}
