package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server, its bb and its client are killed at random points of a proof; {@code -Dtee-rex.test.kills=200} for more of them,
 * {@code -Dtee-rex.test.seed} to repeat a run.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("tee-rex.test.kills", 6);
    private static final long SEED = Long.getLong("tee-rex.test.seed", new Random().nextLong());

    /** From before the upload to after the answer, of a proof that takes 100 ms. */
    private static final int SPAN_MILLIS = 250;

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final Set<ProcessHandle> bbs = new HashSet<>();

    private enum Victim {
        SERVER,
        BB,
        CLIENT
    }

    @Test
    void nobodysDeathLeavesAnythingBehind(TestReporter reporter) throws Exception {
        reporter.publishEntry("seed", Long.toString(SEED));
        Path bb = new StandIn()
                .with("version", TestServer.VERSION)
                .with("delayMillis", 100)
                .writeTo(folder.resolve("bb"));
        ServerProcess server = start(bb);
        try {
            for (int i = 0; i < KILLS; i++) {
                Victim victim = Victim.values()[i % Victim.values().length];
                kill(server, victim);
                if (victim == Victim.SERVER) {
                    server.process().waitFor();
                    Wait.until(() -> bbs.stream().noneMatch(ProcessHandle::isAlive));
                    server = start(bb);
                }
                assertProves(server, where(i));
                assertNothingOnDisk(where(i));
            }
        } finally {
            server.close();
        }
        Wait.until(() -> bbs.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static String where(int kill) {
        return "kill " + kill + " of seed " + SEED;
    }

    private ServerProcess start(Path bb) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        return ServerProcess.of(
                folder,
                List.of("-Djava.io.tmpdir=" + temporary),
                ServerProcess.serve(folder, bb, "--max-proofs=2", "--threads=1"));
    }

    private void kill(ServerProcess server, Victim victim) throws IOException {
        RawClient client = server.ready();
        byte[] message = message(client);
        int delay = random.nextInt(SPAN_MILLIS);
        try (Socket socket = client.connect()) {
            RawClient.send(socket, RawClient.head("POST", "/v1/prove", "Content-Length: " + message.length), message);
            Wait.millis(delay);
            server.process().descendants().forEach(bbs::add);
            switch (victim) {
                case SERVER -> server.process().destroyForcibly();
                case BB -> server.process().descendants().forEach(ProcessHandle::destroyForcibly);
                case CLIENT -> socket.setSoLinger(true, 0);
            }
        }
    }

    /** Has the server prove, after which it has all of its memory back. */
    private static void assertProves(ServerProcess server, String where) throws IOException {
        RawClient client = server.ready();
        Reply reply = client.post("/v1/prove", message(client));
        assertThat(reply.status()).as("%s: %s", where, reply.text()).isEqualTo(200);
        Wait.until(() -> client.get("/metrics").text().contains("tee_rex_payload_bytes 0\n"));
    }

    private static byte[] message(RawClient client) throws IOException {
        return ServerProcess.message(
                client, TestInputs.pack(Map.of("scheme", "chonk", "ivc_inputs", TestInputs.inputs("app"))));
    }

    private void assertNothingOnDisk(String where) throws IOException {
        byte[] plain = TestInputs.witness("app");
        String witness = new String(plain, 0, 16, StandardCharsets.ISO_8859_1);
        // What is behind the head that every gzip has.
        String packed = new String(TestInputs.gzip(plain), 12, 16, StandardCharsets.ISO_8859_1);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as("%s, %s", where, file)
                            .doesNotContain(witness, packed);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                // A spare bb's folder is gone as soon as it is connected.
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }
}
