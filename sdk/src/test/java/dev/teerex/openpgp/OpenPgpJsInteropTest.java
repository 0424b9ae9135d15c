package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both directions with the npm package that the TypeScript SDK and server use, run by Node. */
class OpenPgpJsInteropTest {
    @TempDir
    private Path temporary;

    @BeforeAll
    static void packageIsInstalled() throws Exception {
        OpenPgpJs.install();
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

        Path message = Files.write(temporary.resolve("message"), Messages.encrypt(content, recipient));
        Path plaintext = temporary.resolve("plaintext");
        openPgpJs("decrypt", privateKey, message, plaintext);

        assertThat(Files.readAllBytes(plaintext)).isEqualTo(content);
    }

    private String openPgpJs(String command, Path... files) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(command));
        Arrays.stream(files).map(Path::toString).forEach(arguments::add);
        Path log = temporary.resolve("log");
        boolean succeeded =
                OpenPgpJs.succeeds(OpenPgpJs.program("openpgpjs.mjs", arguments.toArray(String[]::new)), log);
        String output = Files.readString(log);
        assertThat(succeeded).as(output).isTrue();
        return output;
    }
}
