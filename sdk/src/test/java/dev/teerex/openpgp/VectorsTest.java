package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.openpgp.OpenPgpException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.bouncycastle.openpgp.PGPException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages and keys that other implementations made. */
class VectorsTest {
    private static final Path VECTORS = Path.of(System.getProperty("tee-rex.test.shared", ""), "vectors/openpgp");

    @BeforeAll
    static void vectorsAreThere() {
        assumeTrue(Files.isDirectory(VECTORS), "skipped: no vectors in " + VECTORS);
    }

    @ParameterizedTest
    @CsvSource({
        "server, empty.pgp, empty.plain",
        "server, empty.bc.pgp, empty.plain",
        "server, small.pgp, small.plain",
        "server, small.bc.pgp, small.plain",
        "server, 1mib.pgp, 1mib.plain",
        "server, 1mib.bc.pgp, 1mib.plain",
        "server, zeros-1mib.pgp, zeros-1mib.plain",
        "bc-v4, to-bc-v4.pgp, small.plain"
    })
    void messagesOfOtherImplementationsAreDecrypted(String key, String message, String plaintext) throws Exception {
        assertThat(Messages.decrypt(bytes(message), pair(key))).isEqualTo(bytes(plaintext));
    }

    @ParameterizedTest
    @CsvSource({
        "bad-wrongkey.pgp, WRONG_KEY",
        "bad-tampered.pgp, TAMPERED",
        "bad-truncated.pgp, TRUNCATED",
        "alt-seipdv1.pgp, UNSUPPORTED_PROFILE",
        "alt-zlib.pgp, UNSUPPORTED_PROFILE"
    })
    void messagesThatMustBeRefusedAreRefused(String message, Code reason) throws Exception {
        RecipientKeyPair pair = pair("server");
        byte[] bytes = bytes(message);

        assertThatExceptionOfType(OpenPgpException.class)
                .isThrownBy(() -> Messages.decrypt(bytes, pair))
                .extracting(OpenPgpException::reason)
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"server, 7A5B5D1EFE44F6FD0A1967A32ACBB335EEB5B780", "bc-v4, "})
    void publicKeysOfOtherImplementationsAreRead(String name, String fingerprint) throws Exception {
        String text = Files.readString(VECTORS.resolve(name + "-public.asc"));

        RecipientKey key = RecipientKey.parse(text, TestKey.CLOCK);

        assertThat(key.subkeyFingerprint()).isEqualTo(pair(name).publicKey().subkeyFingerprint());
        assertThat(key.created())
                .isBetween(Instant.parse("2026-11-21T00:00:00Z"), Instant.parse("2026-11-22T00:00:00Z"));
        if (fingerprint != null) {
            assertThat(key.fingerprint()).isEqualTo(fingerprint);
        }
    }

    private static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(VECTORS.resolve(name));
    }

    private static RecipientKeyPair pair(String name) throws IOException, PGPException {
        return TestKey.read(Files.readString(VECTORS.resolve(name + "-private.asc")))
                .pair();
    }
}
