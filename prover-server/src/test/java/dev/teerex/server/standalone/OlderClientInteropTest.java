package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.openpgp.OpenPgpJs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JavaScript client of the older contract, with the package that the TypeScript SDK encrypts with, against this server. */
@Tag("interop")
class OlderClientInteropTest {
    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        OpenPgpJs.install();
        server = TestServer.start(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static boolean proves(String version, byte[] inputs) throws IOException, InterruptedException {
        Path input = Files.write(folder.resolve("input"), inputs);
        return OpenPgpJs.succeeds(
                OpenPgpJs.program(
                        "older-client.mjs",
                        "http://127.0.0.1:" + server.port(),
                        version,
                        input.toString(),
                        folder.resolve("proof").toString()),
                folder.resolve("client.log"));
    }

    private static String log() throws IOException {
        return Files.readString(folder.resolve("client.log")).strip();
    }

    @Test
    void itIsProvedFor() throws IOException, InterruptedException {
        assertThat(proves(TestServer.VERSION, TestInputs.inputs("app", "kernel")))
                .as(log())
                .isTrue();
        byte[] proof = Files.readAllBytes(folder.resolve("proof"));
        assertThat(proof).hasSize(4 + 32 * ByteBuffer.wrap(proof).getInt());
        assertThat(log()).matches("\\d+ fields, prove \\d+ ms, decrypt \\d+ ms");
    }

    @Test
    void aVersionThatIsNotServedIsRefusedInWordsThatItShows() throws IOException, InterruptedException {
        assertThat(proves("9.9.9", TestInputs.inputs("app"))).isFalse();
        assertThat(log()).contains("400 ").contains("9.9.9");
    }

    @Test
    void inputsThatAreNoneAreRefusedInTheOlderWords() throws IOException, InterruptedException {
        assertThat(proves(TestServer.VERSION, new byte[] {(byte) 0x91})).isFalse();
        assertThat(log()).contains("500 Internal server error (request ");
    }
}
