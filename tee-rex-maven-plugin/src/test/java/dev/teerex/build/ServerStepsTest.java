package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.TeeRexException;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.ProxyServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that a build starts, with the real server and a stand-in for bb. */
class ServerStepsTest {
    private static final BuildLog QUIET = new RecordingLog();

    private final RecordingLog log = new RecordingLog();
    private final List<ServerProcess> servers = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void stopAll() {
        servers.forEach(server -> server.stop(QUIET));
    }

    @Test
    void aServerAnswersUntilItIsStopped() throws Exception {
        ServerProcess server = start(request("none"));
        assertThat(status(server)).isEqualTo(200);
        assertThat(log.infos)
                .anyMatch(line -> line.contains(server.address()) && line.contains("process " + server.pid()));

        server.stop(log);

        assertThat(ProcessHandle.of(server.pid())).isEmpty();
        assertThat(log.infos).anyMatch(line -> line.contains("has stopped"));
        assertThat(Files.readString(server.log())).contains("\"event\":\"stopped\"");
    }

    @Test
    void aSimulatedEnclaveIsCalledSoAndItsRootIsWhereItWasAskedFor() throws Exception {
        Path root = Files.writeString(folder.resolve("root.pem"), "of an earlier build");

        start(request("simulated"));

        assertThat(Files.readString(root)).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(log.warnings).anyMatch(line -> line.contains("SIMULATED") && line.contains(root.toString()));
    }

    @Test
    void twoServersRunSideBySide() throws Exception {
        ServerProcess first = start(request("none"));
        ServerProcess second = start(request("none"));

        assertThat(first.address()).isNotEqualTo(second.address());
        first.stop(log);
        assertThat(status(second)).isEqualTo(200);
    }

    @Test
    void aServerThatRefusesItsOptionsIsReportedWithTheEndOfItsLog() throws Exception {
        assertThatThrownBy(() -> start(request("sgx")))
                .isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                        .isEqualTo(BuildException.Code.SERVER_NOT_STARTED))
                .hasMessageContaining("ended before it was ready")
                .hasMessageContaining("server.log")
                .hasMessageContaining("TRX-I-008")
                .hasMessageContaining("sgx");
    }

    @Test
    void aServerThatIsNotReadyInTimeIsKilled() throws Exception {
        Path pid = folder.resolve("pid");
        Path stuck = StandIn.script(folder.resolve("java"), "echo $$ >'" + pid + "'", "exec sleep 60");

        assertThatThrownBy(() -> start(request(stuck, "none", Duration.ofMillis(500))))
                .isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                        .isEqualTo(BuildException.Code.SERVER_NOT_STARTED))
                .hasMessageContaining("tee-rex.startTimeout")
                .hasMessageContaining("is empty");
        if (Files.exists(pid)) {
            assertEnds(Long.parseLong(Files.readString(pid).strip()));
        }
    }

    @Test
    void aJavaThatIsNotThereIsNamed() {
        Path gone = folder.resolve("gone");

        assertThatThrownBy(() -> start(request(gone, "none", Duration.ofSeconds(5))))
                .isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                        .isEqualTo(BuildException.Code.SERVER_NOT_STARTED))
                .hasMessageContaining(gone.toString());
    }

    @Test
    void aServerThatEndedByItselfIsReportedWhenItIsStopped() throws Exception {
        ServerProcess server = start(request("none"));
        ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
        assertEnds(server.pid());

        server.stop(log);

        assertThat(log.warnings).anyMatch(line -> line.contains("had ended by itself before, with 137"));
    }

    @Test
    void aServerDoesNotOutliveABuildThatIsKilledAndTakesNothingFromItsEnvironment() throws Exception {
        Path bb = new StandIn().writeTo(folder.resolve("bb"));
        ProcessBuilder build = new ProcessBuilder(
                java().toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BuildWithAServer.class.getName(),
                folder.toString(),
                bb.toString());
        build.environment().put("TEE_REX_BB", "/nowhere/bb");
        build.environment().put("TEE_REX_OF_ANOTHER_PROGRAM", "1");
        build.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = build.start();
        long server;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            @Nullable String pid = out.readLine();
            assertThat(pid).isNotNull();
            server = Long.parseLong(pid);
            assertThat(ProcessHandle.of(server)).isPresent();
        } finally {
            process.destroyForcibly();
        }
        assertEnds(server);
    }

    @Test
    void aServerSeesTheBuildsEnvironmentButForWhatItSaysToServers() throws Exception {
        Path seen = folder.resolve("seen");
        Path java = StandIn.script(
                folder.resolve("java"),
                "env >'" + seen + "'",
                "echo ready http://127.0.0.1:1",
                "exec cat >'" + folder.resolve("end") + "'");
        ProcessBuilder build = new ProcessBuilder(
                java().toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BuildWithAServer.class.getName(),
                folder.toString(),
                new StandIn().writeTo(folder.resolve("bb")).toString(),
                java.toString());
        build.environment().put("TEE_REX_BB", "/nowhere/bb");
        build.environment().put("BB_BINARY_PATH", "/nowhere/bb");
        build.environment().put("OF_ANOTHER_PROGRAM", "kept");
        build.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = build.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isNotNull();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readAllLines(seen))
                .contains("OF_ANOTHER_PROGRAM=kept")
                .noneMatch(line -> line.startsWith("TEE_REX_") || line.startsWith("BB_BINARY_PATH="));
    }

    @Test
    void aServerIsToldOfTheProxiesWhereNobodyElseSeesTheirPasswords() throws Exception {
        Path seen = folder.resolve("seen");
        Path java = StandIn.script(
                folder.resolve("java"),
                "env >'" + seen + "'",
                "echo \"$@\" >'" + folder.resolve("words") + "'",
                "echo ready http://127.0.0.1:1",
                "exec cat >'" + folder.resolve("end") + "'");
        ServerRequest plain = request(java, "none", Duration.ofSeconds(60));
        ProxyServer proxy = new ProxyServer("https", "proxy.example", 3128, "me", "s3cret", List.of("*.internal"));
        ServerRequest behindAProxy = new ServerRequest(
                plain.java(),
                plain.classPath(),
                BuildWithAServer.settings(folder)
                        .bb(plain.prover().bb())
                        .http(HttpSettings.of(true, List.of(proxy)))
                        .build(),
                plain.tee(),
                plain.simulatedRoot(),
                null,
                plain.log(),
                plain.patience());

        start(behindAProxy);

        assertThat(Files.readAllLines(seen))
                .contains("https_proxy=http://me:s3cret@proxy.example:3128", "no_proxy=*.internal");
        assertThat(Files.readString(folder.resolve("words")))
                .contains("--offline")
                .doesNotContain("s3cret");
        assertThat(log.all()).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void aLoaderThatAServerCannotBeToldOfIsRefusedByName() throws Exception {
        ServerRequest plain = request("none");
        ServerRequest spaced = new ServerRequest(
                plain.java(),
                plain.classPath(),
                BuildWithAServer.settings(folder)
                        .bb(plain.prover().bb())
                        .bbLoader(List.of("/usr/bin/env", "A=a b"))
                        .build(),
                plain.tee(),
                plain.simulatedRoot(),
                null,
                plain.log(),
                plain.patience());

        assertThatThrownBy(() -> start(spaced))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageContaining("tee-rex.bbLoader");
    }

    private ServerProcess start(ServerRequest request) {
        ServerProcess server = new StartServerStep(request, log).run();
        servers.add(server);
        return server;
    }

    private ServerRequest request(String tee) throws IOException {
        return request(java(), tee, Duration.ofSeconds(60));
    }

    private ServerRequest request(Path java, String tee, Duration patience) throws IOException {
        return BuildWithAServer.request(folder, new StandIn().writeTo(folder.resolve("bb")), java, tee, patience);
    }

    private static Path java() {
        return BuildWithAServer.java();
    }

    private static int status(ServerProcess server) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(server.address() + "/livez").toURL().openConnection();
        return connection.getResponseCode();
    }

    private static void assertEnds(long pid) throws Exception {
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle != null) {
            handle.onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
