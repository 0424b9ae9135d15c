package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.teerex.openpgp.OpenPgpException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionTest {
    private static final int CHUNK = 262_144;
    private static final int MIB = 1 << 20;

    private final RecipientKeyPair pair = RecipientKeyPair.generate(TestKey.RANDOM, TestKey.CLOCK);
    private final RecipientKey recipient = pair.publicKey();

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                26,
                185,
                186,
                8377,
                8378,
                65_530,
                65_536,
                65_537,
                CHUNK - 13,
                CHUNK - 12,
                CHUNK - 11,
                CHUNK - 10,
                CHUNK,
                2 * CHUNK - 12,
                2 * CHUNK,
                MIB + 1
            })
    void whatIsEncryptedIsDecrypted(int length) throws IOException {
        byte[] content = Messages.content(length);

        byte[] message = Messages.encrypt(content, recipient);

        assertThat(Messages.decrypt(message, pair)).isEqualTo(content);
        assertThat(message).hasSize(Math.toIntExact(Encryption.messageLength(length)));
    }

    /** As long as the messages of the TypeScript SDK, which for 20 MiB has one octet more of partial body length. */
    @ParameterizedTest
    @CsvSource({"0, 177", "26, 177", "20971520, 1465"})
    void aMessageHasTheOverheadOfTheProfile(long length, long overhead) {
        assertThat(Encryption.messageLength(length) - length).isEqualTo(overhead);
    }

    @Test
    void singleBytesAreEncryptedAsArraysAre() throws IOException {
        byte[] content = Messages.content(CHUNK + 100);
        ByteArrayOutputStream message = new ByteArrayOutputStream();

        Encryption.encrypt(message, recipient, TestKey.RANDOM, content.length, out -> {
            for (byte b : content) {
                out.write(b);
            }
        });

        assertThat(Messages.decrypt(message.toByteArray(), pair)).isEqualTo(content);
    }

    @Test
    void twoMessagesHaveNothingInCommonButTheirHeaders() throws IOException {
        byte[] content = Messages.content(26);
        byte[] first = Messages.encrypt(content, recipient);
        byte[] second = Messages.encrypt(content, recipient);

        assertThat(differing(first, second, 26, 26 + 32)).as("one-time key").isGreaterThan(20);
        assertThat(differing(first, second, 59, 99)).as("wrapped session key").isGreaterThan(25);
        assertThat(differing(first, second, 105, 105 + 32)).as("salt").isGreaterThan(20);
        assertThat(differing(first, second, 137, 203)).as("encrypted data").isGreaterThan(45);
    }

    @Test
    void aWriterThatFailsLeavesAMessageThatEveryoneRefuses() {
        for (int written : new int[] {0, 26, 3 * CHUNK}) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> Encryption.encrypt(message, recipient, TestKey.RANDOM, written + 1, out -> {
                        out.write(Messages.content(written));
                        throw new IOException("disk gone");
                    }))
                    .withMessage("disk gone");

            assertThatExceptionOfType(OpenPgpException.class)
                    .isThrownBy(() -> Messages.decrypt(message.toByteArray(), pair))
                    .extracting(OpenPgpException::reason)
                    .isEqualTo(Code.TRUNCATED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 25, 27})
    void moreOrLessThanAnnouncedIsRefused(int written) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();

        assertThatExceptionOfType(OpenPgpException.class)
                .isThrownBy(() -> Encryption.encrypt(
                        message, recipient, TestKey.RANDOM, 26, out -> out.write(Messages.content(written))))
                .extracting(OpenPgpException::reason)
                .isEqualTo(Code.LENGTH_MISMATCH);

        assertThatExceptionOfType(OpenPgpException.class)
                .isThrownBy(() -> Messages.decrypt(message.toByteArray(), pair));
    }

    @Test
    void nothingCanBeWrittenAfterTheWriterHasReturned() throws IOException {
        List<OutputStream> kept = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();

        Encryption.encrypt(message, recipient, TestKey.RANDOM, 0, kept::add);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> kept.get(0).write(1));
        assertThat(Messages.decrypt(message.toByteArray(), pair)).isEmpty();
    }

    @Test
    void closingThePlaintextDoesNotEndTheMessage() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();

        Encryption.encrypt(message, recipient, TestKey.RANDOM, 2, out -> {
            out.write(1);
            out.close();
            out.write(2);
        });

        assertThat(Messages.decrypt(message.toByteArray(), pair)).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4_294_967_290L, Long.MAX_VALUE})
    void aLengthThatNoPacketCanHaveIsRefused(long length) {
        assertThatIllegalArgumentException().isThrownBy(() -> Encryption.messageLength(length));
    }

    /** RFC 7748, section 6.1: 0, 1 and a point of order 8. A session key would be wrapped under what everybody can compute. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
            })
    void nothingIsEncryptedToAPointOfSmallOrder(String point) {
        try (ErasableKey sessionKey = new ErasableKey("AES", new byte[32])) {
            assertThatExceptionOfType(OpenPgpException.class)
                    .isThrownBy(
                            () -> SessionKeyWrap.wrap(sessionKey, HexFormat.of().parseHex(point), TestKey.RANDOM))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.UNSUPPORTED_PROFILE));
        }
    }

    private static int differing(byte[] first, byte[] second, int from, int to) {
        int differing = 0;
        for (int i = from; i < to; i++) {
            differing += first[i] == second[i] ? 0 : 1;
        }
        return differing;
    }
}
