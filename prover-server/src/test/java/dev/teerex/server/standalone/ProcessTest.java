package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.bb.standin.StandIn;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: what it prints, and how it ends. */
class ProcessTest {
    @TempDir
    Path folder;

    private ServerProcess serve(StandIn bb, String... flags) throws IOException {
        Path script = bb.with("version", TestServer.VERSION).writeTo(folder.resolve("bb"));
        List<String> arguments = ServerProcess.serve(folder, script, "--stop-timeout=20s");
        arguments.addAll(List.of(flags));
        return ServerProcess.of(folder, arguments);
    }

    private static void beginProof(RawClient client, Socket socket) throws IOException {
        byte[] message = ServerProcess.message(client, TestInputs.inputs("app"));
        RawClient.send(
                socket,
                RawClient.head(
                        "POST",
                        "/prove",
                        "Content-Length: " + message.length,
                        "Content-Type: application/octet-stream"),
                message);
        Wait.until(() -> client.get("/metrics").text().contains("tee_rex_proofs_running 1"));
    }

    @Test
    void itPrintsOneLineWhenReadyAndFinishesWhatRunsWhenTerminated() throws Exception {
        Path gate = folder.resolve("gate");
        try (ServerProcess server = serve(new StandIn().with("gate", gate))) {
            RawClient client = server.ready();
            try (Socket socket = client.connect()) {
                beginProof(client, socket);
                server.process().toHandle().destroy();
                Wait.until(() -> client.get("/readyz").text().contains("\"stopping\""));
                Files.createFile(gate);
                assertThat(RawClient.read(socket, false).status()).isEqualTo(200);
            }
            assertThat(server.exit()).isZero();
            assertThat(server.line()).isNull();
        }
        assertThat(Files.readAllLines(folder.resolve("log")))
                .allMatch(line -> line.startsWith("{\"time\":"))
                .last()
                .asString()
                .contains("\"event\":\"stopped\"");
    }

    @Test
    void aServerToldToStopWithItsInputFinishesWhatRunsWhenThatEnds() throws Exception {
        Path gate = folder.resolve("gate");
        try (ServerProcess server = serve(new StandIn().with("gate", gate), "--stop-with-stdin")) {
            RawClient client = server.ready();
            try (Socket socket = client.connect()) {
                beginProof(client, socket);
                server.process().getOutputStream().close();
                Wait.until(() -> client.get("/readyz").text().contains("\"stopping\""));
                Files.createFile(gate);
                assertThat(RawClient.read(socket, false).status()).isEqualTo(200);
            }
            assertThat(server.exit()).isZero();
        }
        assertThat(Files.readString(folder.resolve("log"))).contains("\"event\":\"stopped\"");
    }

    @Test
    void aServerWhoseInputEndsBeforeItIsReadyEnds() throws Exception {
        Path stuck = StandIn.script(folder.resolve("bb"), "exec sleep 30");
        List<String> arguments = ServerProcess.serve(folder, stuck, "--stop-with-stdin");
        try (ServerProcess server = ServerProcess.of(folder, arguments)) {
            server.process().getOutputStream().close();
            assertThat(server.exit()).isZero();
            assertThat(server.line()).isNull();
        }
    }

    @Test
    void proofsThatDoNotFitIntoMemoryAreToldAtTheStart() throws Exception {
        List<String> arguments =
                ServerProcess.serve(folder, folder.resolve("missing"), "--max-proofs=1024", "--bb-memory=1024GiB");
        try (ServerProcess server = ServerProcess.of(folder, arguments)) {
            assertThat(server.exit()).isOne();
        }
        assertThat(Files.readString(folder.resolve("log")))
                .contains("\"level\":\"warn\",\"event\":\"memory\"")
                .contains("1024 proofs at once");
    }

    @Test
    void aLogThatNobodyReadsHoldsUpNeitherRequestsNorTheEnd() throws Exception {
        Path bb = new StandIn().with("version", TestServer.VERSION).writeTo(folder.resolve("bb"));
        List<String> command = ServerProcess.command(
                List.of(), System.getProperty("java.class.path"), ServerProcess.serve(folder, bb));
        try (ServerProcess server = ServerProcess.start(Redirect.PIPE, command)) {
            RawClient client = server.ready();
            // Far more than a pipe (64 KiB, pipe(7)) and the queue before it hold.
            for (int i = 0; i < 6000; i++) {
                assertThat(client.get("/livez").status()).isEqualTo(200);
            }
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void aServerWhoseProgramIsGoneEndsAllTheSame() throws Exception {
        String[] path = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        Path classes = folder.resolve("classes");
        List<String> copied = new ArrayList<>();
        for (String entry : path) {
            Path at = Path.of(entry);
            if (Files.isDirectory(at.resolve("dev/teerex/server"))) {
                copy(at, classes);
                copied.add(classes.toString());
            } else {
                copied.add(entry);
            }
        }
        Path bb = new StandIn().with("version", TestServer.VERSION).writeTo(folder.resolve("bb"));
        List<String> command = ServerProcess.command(
                List.of(), String.join(File.pathSeparator, copied), ServerProcess.serve(folder, bb));
        try (ServerProcess server = ServerProcess.start(folder, command)) {
            server.ready();
            Files.move(classes, folder.resolve("elsewhere"));
            server.terminate();
            assertThat(server.process().isAlive()).isFalse();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void anyOtherServerDoesNotCareForItsInput() throws Exception {
        try (ServerProcess server = serve(new StandIn())) {
            server.process().getOutputStream().close();
            assertThat(server.ready().get("/livez").status()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatCannotStartSaysWhyAndEnds() throws Exception {
        try (ServerProcess server = ServerProcess.of(folder, ServerProcess.serve(folder, folder.resolve("none")))) {
            assertThat(server.exit()).isEqualTo(1);
            assertThat(server.line()).isNull();
        }
        assertThat(Files.readString(folder.resolve("log"))).contains("\"code\":\"TRX-I-001\"", "(--bb)");
    }

    @Test
    void itSaysWhichVersionItIs() throws Exception {
        try (ServerProcess server = ServerProcess.of(folder, List.of("--version"))) {
            assertThat(server.line()).isNotBlank();
            assertThat(server.exit()).isZero();
        }
    }

    @Test
    void aServerThatIsOfflineFetchesNothing() throws Exception {
        List<String> arguments =
                List.of("serve", "--port=0", "--offline=true", "--cache-directory=" + folder.resolve("cache"));
        try (ServerProcess server = ServerProcess.of(folder, arguments)) {
            assertThat(server.exit()).isEqualTo(1);
        }
        assertThat(Files.readString(folder.resolve("log"))).contains("\"code\":\"TRX-D-001\"");
    }

    @Test
    void aWrongFlagShowsTheRightOnes() throws Exception {
        try (ServerProcess server = ServerProcess.of(folder, List.of("serve", "--prot", "1"))) {
            assertThat(server.exit()).isEqualTo(2);
        }
        assertThat(Files.readString(folder.resolve("log"))).contains("--prot", "--port");
    }
}
