package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.openpgp.RecipientKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: what it prints, and how it ends. */
class ProcessTest {
    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.teerex.server.standalone.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(folder.resolve("stderr").toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Process serve(StandIn bb, String... flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--port",
                "0",
                "--bb=" + bb.with("version", TestServer.VERSION).writeTo(folder.resolve("bb")),
                "--cache-directory",
                folder.resolve("cache").toString(),
                "--crs-directory",
                folder.resolve("crs").toString(),
                "--stop-timeout",
                "20s"));
        arguments.addAll(List.of(flags));
        return start(arguments.toArray(String[]::new));
    }

    private static RawClient ready(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).matches("ready http://127\\.0\\.0\\.1:\\d+");
        return new RawClient(Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
    }

    private static byte[] message(RawClient client) throws IOException {
        String key = client.get("/encryption-public-key").json("publicKey");
        return TestServer.encrypt(TestInputs.inputs("app"), RecipientKey.parse(key, Clock.systemUTC()));
    }

    private static void beginProof(RawClient client, Socket socket) throws IOException {
        byte[] message = message(client);
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
        Process process = serve(new StandIn().with("gate", gate));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        RawClient client = ready(out);
        try (Socket socket = client.connect()) {
            beginProof(client, socket);
            process.toHandle().destroy();
            Wait.until(() -> client.get("/readyz").text().contains("\"stopping\""));
            Files.createFile(gate);
            assertThat(RawClient.read(socket, false).status()).isEqualTo(200);
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(out.readLine()).isNull();
        assertThat(Files.readAllLines(folder.resolve("stderr"))).allMatch(line -> line.startsWith("{\"time\":"));
    }

    @Test
    void nothingOutlivesAServerThatIsKilled() throws Exception {
        // The kernel tells the real bb at once, the stand-in looks after its parent now and then.
        Process process = serve(new StandIn().with("gate", folder.resolve("gate")));
        RawClient client = ready(process.inputReader(StandardCharsets.UTF_8));
        try (Socket socket = client.connect()) {
            beginProof(client, socket);
            List<ProcessHandle> bbs = process.descendants().toList();
            assertThat(bbs).isNotEmpty();
            process.destroyForcibly().waitFor();
            Wait.until(() -> bbs.stream().noneMatch(ProcessHandle::isAlive));
        }
        String witness = new String(TestInputs.witness("app"), 0, 20, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(witness);
            }
        }
    }

    @Test
    void aServerToldToStopWithItsInputFinishesWhatRunsWhenThatEnds() throws Exception {
        Process process = serve(new StandIn().with("delayMillis", 1500), "--stop-with-stdin");
        RawClient client = ready(process.inputReader(StandardCharsets.UTF_8));
        try (Socket socket = client.connect()) {
            beginProof(client, socket);
            process.getOutputStream().close();
            assertThat(RawClient.read(socket, false).status()).isEqualTo(200);
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void aServerWhoseInputEndsBeforeItIsReadyEnds() throws Exception {
        Path stuck = StandIn.script(folder.resolve("bb"), "exec sleep 30");
        Process process = start("serve", "--port", "0", "--bb", stuck.toString(), "--stop-with-stdin");
        process.getOutputStream().close();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(process.inputReader().readLine()).isNull();
    }

    @Test
    void anyOtherServerDoesNotCareForItsInput() throws Exception {
        Process process = serve(new StandIn());
        process.getOutputStream().close();
        RawClient client = ready(process.inputReader(StandardCharsets.UTF_8));
        assertThat(client.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void aServerThatCannotStartSaysWhyAndEnds() throws Exception {
        Process process =
                start("serve", "--port", "0", "--bb", folder.resolve("none").toString());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(process.inputReader().readLine()).isNull();
        assertThat(Files.readString(folder.resolve("stderr"))).contains("\"code\":\"TRX-I-001\"");
    }

    @Test
    void aServerThatIsOfflineFetchesNothing() throws Exception {
        Process process = start(
                "serve",
                "--port",
                "0",
                "--offline",
                "true",
                "--cache-directory",
                folder.resolve("cache").toString());
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("stderr"))).contains("\"code\":\"TRX-D-001\"");
    }

    @Test
    void aWrongFlagShowsTheRightOnes() throws Exception {
        Process process = start("serve", "--prot", "1");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("stderr"))).contains("--prot", "--port");
    }
}
