package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both directions with the npm package that the TypeScript SDK and server use, run by Node. */
class OpenPgpJsInteropTest {
    private static final String VERSION = "6.3.0";
    private static final Path PROJECT =
            Path.of("target", "openpgpjs-" + VERSION).toAbsolutePath();
    private static final Path SCRIPT = PROJECT.resolve("openpgpjs.mjs");

    @TempDir
    private Path temporary;

    @BeforeAll
    static void packageIsInstalled() throws Exception {
        Files.createDirectories(PROJECT);
        if (!Files.isDirectory(PROJECT.resolve("node_modules/openpgp"))) {
            Files.writeString(PROJECT.resolve("package.json"), "{\"private\": true}");
            List<String> install = List.of(
                    "npm",
                    "install",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--save-exact",
                    "openpgp@" + VERSION);
            Path log = PROJECT.resolve("install.log");
            assumeTrue(succeeds(install, log), "skipped: node, npm or its registry is missing, see " + log);
        }
        try (InputStream script = OpenPgpJsInteropTest.class.getResourceAsStream("/openpgp/openpgpjs.mjs")) {
            Files.copy(Objects.requireNonNull(script), SCRIPT, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 26, 262_144, 1_500_000})
    void openPgpJsEncryptsToAGeneratedKeyInTheProfile(int length) throws Exception {
        RecipientKeyPair pair = RecipientKeyPair.generate(TestKey.RANDOM, Clock.systemUTC());
        byte[] content = Messages.content(length);
        Path key =
                Files.writeString(temporary.resolve("key.asc"), pair.publicKey().armoured());
        Path plaintext = Files.write(temporary.resolve("plaintext"), content);
        Path message = temporary.resolve("message");

        String packets = openPgpJs("encrypt", key, plaintext, message);

        assertThat(packets).isEqualToIgnoringNewLines("1v6 18v2 cipher 9 aead 3 chunk 12");
        assertThat(Messages.decrypt(Files.readAllBytes(message), pair)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 26, 262_144, 1_500_000})
    void openPgpJsDecryptsWhatIsEncryptedToItsKey(int length) throws Exception {
        byte[] content = Messages.content(length);
        Path privateKey = temporary.resolve("private.asc");
        Path publicKey = temporary.resolve("public.asc");
        openPgpJs("generate", privateKey, publicKey);
        RecipientKey recipient = RecipientKey.parse(Files.readString(publicKey), Clock.systemUTC());

        List<byte[]> messages =
                List.of(Messages.encrypt(content, recipient), Messages.encryptUnknownLength(content, recipient));

        for (byte[] bytes : messages) {
            Path message = Files.write(temporary.resolve("message"), bytes);
            Path plaintext = temporary.resolve("plaintext");
            openPgpJs("decrypt", privateKey, message, plaintext);
            assertThat(Files.readAllBytes(plaintext)).isEqualTo(content);
        }
    }

    private String openPgpJs(String command, Path... files) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("node", SCRIPT.toString(), command));
        Arrays.stream(files).map(Path::toString).forEach(line::add);
        Path log = temporary.resolve("log");
        boolean succeeded = succeeds(line, log);
        String output = Files.readString(log);
        assertThat(succeeded).as(output).isTrue();
        return output;
    }

    private static boolean succeeds(List<String> command, Path log) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(PROJECT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            Files.writeString(log, command.get(0) + " cannot be started");
            return false;
        }
        try {
            return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }
}
