package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.teerex.openpgp.OpenPgpException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.openpgp.PGPCompressedDataGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecryptionTest {
    private static final byte[] SMALL = Messages.content(26);
    private static final int CHUNK = 262_144;

    private final TestKey key = TestKey.make();
    private final RecipientKeyPair pair = RecipientKeyPair.generate(TestKey.RANDOM, TestKey.CLOCK);

    @Test
    void everyFlippedBitIsRefused() throws IOException {
        byte[] message = Messages.encrypt(SMALL, pair.publicKey());

        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(catchThrowable(() -> Messages.decrypt(flipped, pair)))
                    .as("bit %d", bit)
                    .isInstanceOf(OpenPgpException.class);
        }
    }

    @Test
    void aMessageCutAnywhereIsRefusedAsTruncated() throws IOException {
        byte[] message = Messages.encrypt(SMALL, pair.publicKey());

        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            assertRefused(Code.TRUNCATED, cut, pair);
        }
    }

    @Test
    void aMessageInPartsCutAtAChunkIsRefused() throws Exception {
        byte[] message = BouncyCastle.encryptInParts(Messages.content(3 * CHUNK), CHUNK / 4, key);

        for (int chunk = 1; chunk <= 3; chunk++) {
            int parts = chunk * 4;
            int chunkEnd = 99 + 1 + parts + 36 + chunk * (CHUNK + 16);
            for (int length = chunkEnd - 20; length < chunkEnd + 20; length++) {
                assertRefused(Code.TRUNCATED, Arrays.copyOf(message, length), key.pair());
            }
        }
    }

    @Test
    void aShortenedMessageWithACorrectedLengthIsRefused() throws IOException {
        byte[] message = Messages.encrypt(SMALL, pair.publicKey());
        byte[] withoutLastTag = Arrays.copyOf(message, message.length - 16);
        withoutLastTag[100] = (byte) (withoutLastTag[100] - 16);

        // What was the chunk's tag is now taken for the last one.
        assertRefused(Code.TAMPERED, withoutLastTag, pair);
    }

    @Test
    void aMessageWithoutItsLastChunkIsRefused() throws IOException {
        byte[] message = Messages.encrypt(Messages.content(2 * CHUNK), pair.publicKey());
        byte[] lastTag = Arrays.copyOfRange(message, message.length - 16, message.length);
        int firstChunkEnd = 99 + 6 + 36 + CHUNK + 16;
        byte[] shortened = Messages.concatenate(Arrays.copyOf(message, firstChunkEnd), lastTag);
        int body = shortened.length - 99 - 6;
        ByteBuffer.wrap(shortened).putInt(101, body);

        assertRefused(Code.TAMPERED, shortened, pair);
    }

    /** Up to 16 bytes more make the last chunk larger than a chunk can be. */
    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17})
    void aLastChunkThatIsLargerThanOneCanBeIsRefused(int more) throws IOException {
        byte[] message = Messages.encrypt(Messages.content(CHUNK - 12), pair.publicKey());
        byte[] longer = Arrays.copyOf(message, message.length + more);
        ByteBuffer.wrap(longer).putInt(101, longer.length - 99 - 6);

        assertRefused(Code.TAMPERED, longer, pair);
    }

    @Test
    void exchangedChunksAreRefused() throws IOException {
        byte[] message = Messages.encrypt(Messages.content(2 * CHUNK), pair.publicKey());
        int first = 99 + 6 + 36;
        byte[] chunk = Arrays.copyOfRange(message, first, first + CHUNK + 16);
        System.arraycopy(message, first + chunk.length, message, first, chunk.length);
        System.arraycopy(chunk, 0, message, first + chunk.length, chunk.length);

        assertRefused(Code.TAMPERED, message, pair);
    }

    @Test
    void whateverFollowsTheMessageIsRefused() throws IOException {
        byte[] message = Messages.encrypt(SMALL, pair.publicKey());

        assertRefused(Code.MALFORMED, Arrays.copyOf(message, message.length + 1), pair);
        assertRefused(Code.MALFORMED, Messages.concatenate(message, message), pair);
    }

    @Test
    void aMessageToAnotherKeySaysToWhich() throws IOException {
        RecipientKeyPair yesterday = RecipientKeyPair.generate(TestKey.RANDOM, TestKey.CLOCK);
        byte[] message = Messages.encrypt(SMALL, yesterday.publicKey());

        assertThatExceptionOfType(OpenPgpException.class)
                .isThrownBy(() -> Messages.decrypt(message, pair))
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Code.WRONG_KEY);
                    assertThat(e.recipientFingerprint())
                            .contains(yesterday.publicKey().subkeyFingerprint());
                });
    }

    @Test
    void anotherWayToEncryptIsRefused() throws Exception {
        byte[] literal = BouncyCastle.literal(SMALL);

        assertRefusedAsUnsupported(literal, b -> b.setWithAEAD(AEADAlgorithmTags.OCB, BouncyCastle.CHUNK_EXPONENT));
        assertRefusedAsUnsupported(literal, b -> b.setWithAEAD(AEADAlgorithmTags.EAX, BouncyCastle.CHUNK_EXPONENT));
        assertRefusedAsUnsupported(literal, b -> b.setWithAEAD(AEADAlgorithmTags.GCM, 16));
        assertRefusedAsUnsupported(literal, b -> b.setUseV5AEAD());
        assertRefusedAsUnsupported(literal, b -> new BcPGPDataEncryptorBuilder(9).setWithIntegrityPacket(true));
        assertRefusedAsUnsupported(literal, b -> new BcPGPDataEncryptorBuilder(7)
                .setWithAEAD(AEADAlgorithmTags.GCM, BouncyCastle.CHUNK_EXPONENT)
                .setUseV6AEAD());
    }

    @Test
    void aMessageToTwoKeysIsRefused() throws Exception {
        byte[] message = BouncyCastle.encrypt(
                BouncyCastle.literal(SMALL),
                builder -> builder,
                new byte[0],
                key.subkey(),
                TestKey.make().subkey());

        assertRefused(Code.UNSUPPORTED_PROFILE, message, key.pair());
    }

    @Test
    void anythingButOneBinaryLiteralPacketIsRefused() throws Exception {
        byte[] literal = BouncyCastle.literal(SMALL);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        PGPCompressedDataGenerator compressor = new PGPCompressedDataGenerator(CompressionAlgorithmTags.ZIP);
        compressor.open(compressed).write(literal);
        compressor.close();

        assertContentRefused(Code.UNSUPPORTED_PROFILE, compressed.toByteArray());
        assertContentRefused(Code.UNSUPPORTED_PROFILE, BouncyCastle.literal('t', "", SMALL));
        assertContentRefused(Code.UNSUPPORTED_PROFILE, BouncyCastle.literal('u', "", SMALL));
        assertContentRefused(Code.UNSUPPORTED_PROFILE, Messages.concatenate(literal, literal));
        assertContentRefused(Code.UNSUPPORTED_PROFILE, Messages.concatenate(literal, new byte[] {(byte) 0xD5, 1, 0}));
        assertContentRefused(
                Code.UNSUPPORTED_PROFILE, Messages.concatenate(new byte[] {(byte) 0xCA, 3, 'P', 'G', 'P'}, literal));
        assertContentRefused(Code.MALFORMED, Arrays.copyOf(literal, literal.length - 1));
        assertContentRefused(Code.MALFORMED, new byte[] {(byte) 0xCB, 3, 'b', 0, 0});
        assertContentRefused(Code.MALFORMED, new byte[] {'h', 'i'});
    }

    @Test
    void tinyPartsAreRefused() throws Exception {
        byte[] literal = BouncyCastle.literalInParts(Messages.content(5000), 256);

        assertContentRefused(Code.UNSUPPORTED_PROFILE, literal);
    }

    @Test
    void partsWithinPartsAreDecrypted() throws Exception {
        byte[] content = Messages.content(3 * CHUNK + 12_345);
        byte[] message = BouncyCastle.encrypt(
                BouncyCastle.literalInParts(content, 1024), builder -> builder, new byte[4096], key.subkey());

        assertThat(Messages.decrypt(message, key.pair())).isEqualTo(content);
    }

    @Test
    void aFileNameIsIgnored() throws Exception {
        byte[] message = BouncyCastle.encrypt(BouncyCastle.literal('b', "n".repeat(255), SMALL), key);

        assertThat(Messages.decrypt(message, key.pair())).isEqualTo(SMALL);
    }

    @Test
    void aPlaintextUpToTheLimitIsDecryptedAndOneByteMoreIsRefused() throws Exception {
        RecipientKeyPair pair = key.pair();
        for (int length : new int[] {0, 1, 26, CHUNK, 2 * CHUNK + 1}) {
            byte[] content = Messages.content(length);
            for (byte[] message : List.of(
                    Messages.encrypt(content, pair.publicKey()),
                    BouncyCastle.encryptInParts(content, CHUNK / 4, key))) {
                assertThat(Messages.decrypt(message, pair, length)).isEqualTo(content);
                if (length > 0) {
                    assertThat(refusal(message, pair, length - 1)).isEqualTo(Code.TOO_LARGE);
                }
            }
        }
    }

    @Test
    void anAnnouncedPlaintextThatIsTooLargeIsRefusedBeforeTheRestIsRead() throws IOException {
        byte[] message = Messages.encrypt(Messages.content(4 * CHUNK), pair.publicKey());
        ByteArrayInputStream source = new ByteArrayInputStream(message);

        try (InputStream in = Decryption.decrypt(source, pair, CHUNK)) {
            assertThatExceptionOfType(OpenPgpException.class).isThrownBy(in::read);
            assertThat(source.available()).isGreaterThan(2 * CHUNK);
        }
    }

    @Test
    void aChunkComesOutOnlyWhenItsTagIsChecked() throws IOException {
        byte[] content = Messages.content(3 * CHUNK);
        byte[] message = Messages.encrypt(content, pair.publicKey());
        message[99 + 6 + 36 + 2 * (CHUNK + 16) - 1] ^= 1; // The tag of the second chunk.

        ByteArrayOutputStream released = new ByteArrayOutputStream();
        assertThat(catchThrowable(() -> drain(message, released))).isInstanceOf(OpenPgpException.class);

        int literalHeader = 12;
        assertThat(released.toByteArray()).isEqualTo(Arrays.copyOf(content, CHUNK - literalHeader));
    }

    @ParameterizedTest
    @ValueSource(ints = {CHUNK, 2 * CHUNK})
    void theLastChunkComesOutOnlyWhenTheLastTagIsChecked(int plaintextOfChunks) throws IOException {
        int literalHeader = 12;
        byte[] content = Messages.content(plaintextOfChunks - literalHeader); // So that the last chunk is a full one.
        byte[] message = Messages.encrypt(content, pair.publicKey());
        message[message.length - 1] ^= 1;

        ByteArrayOutputStream released = new ByteArrayOutputStream();
        assertThat(catchThrowable(() -> drain(message, released))).isInstanceOf(OpenPgpException.class);

        assertThat(released.size()).isEqualTo(Math.max(0, plaintextOfChunks - CHUNK - literalHeader));
    }

    @Test
    void aRefusedMessageNeverEnds() throws IOException {
        byte[] message = Messages.encrypt(SMALL, pair.publicKey());
        message[message.length - 1] ^= 1;

        try (InputStream in = Decryption.decrypt(new ByteArrayInputStream(message), pair, 100)) {
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(OpenPgpException.class).isThrownBy(in::read);
            }
        }
    }

    @Test
    void aSourceThatFailsIsNotReadOn() throws IOException {
        byte[] message = Messages.encrypt(SMALL, pair.publicKey());
        InputStream source = new FailingOnce(message, 150);

        try (InputStream in = Decryption.decrypt(source, pair, 100)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(in::read).withMessage("cable pulled");
            assertThatExceptionOfType(IOException.class).isThrownBy(in::read).withMessageContaining("earlier");
        }
    }

    @Test
    void aSourceThatGivesLittleAtATimeIsDecrypted() throws Exception {
        byte[] content = Messages.content(CHUNK + 5);
        byte[] message = BouncyCastle.encryptInParts(content, CHUNK / 4, key);
        InputStream source = new ByteArrayInputStream(message) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 7));
            }
        };

        try (InputStream in = Decryption.decrypt(source, key.pair(), content.length)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void closingThePlaintextClosesTheMessage() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream source = new ByteArrayInputStream(Messages.encrypt(SMALL, pair.publicKey())) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        InputStream in = Decryption.decrypt(source, pair, 100);

        in.close();

        assertThat(closed[0]).isTrue();
        assertThatExceptionOfType(IOException.class).isThrownBy(in::read).withMessageContaining("closed");
    }

    @Test
    void aDestroyedKeyPairDecryptsNothing() throws IOException {
        byte[] message = Messages.encrypt(SMALL, pair.publicKey());

        pair.destroy();

        assertThat(pair.isDestroyed()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> Messages.decrypt(message, pair))
                .withMessageContaining(pair.publicKey().fingerprint());
    }

    @Test
    void aPointOfSmallOrderIsRefused() throws IOException {
        byte[] message = Messages.encrypt(SMALL, pair.publicKey());
        Arrays.fill(message, 26, 26 + 32, (byte) 0);

        assertRefused(Code.TAMPERED, message, pair);
    }

    @Test
    void textIsNotAMessage() {
        assertRefused(Code.MALFORMED, "-----BEGIN PGP MESSAGE-----".getBytes(StandardCharsets.UTF_8), pair);
    }

    @Test
    void theWarmUpComesThrough() {
        WarmUp.check(TestKey.RANDOM, TestKey.CLOCK);
        WarmUp.compile(TestKey.RANDOM);
    }

    /** Fails when it is read from a certain place on, and works again afterwards, like a socket after its timeout. */
    private static final class FailingOnce extends FilterInputStream {
        private int untilFailure;
        private boolean failed;

        FailingOnce(byte[] bytes, int untilFailure) {
            super(new ByteArrayInputStream(bytes));
            this.untilFailure = untilFailure;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (untilFailure == 0 && !failed) {
                failed = true;
                throw new IOException("cable pulled");
            }
            int read = super.read(bytes, offset, failed ? length : Math.min(length, untilFailure));
            untilFailure -= failed ? 0 : read;
            return read;
        }
    }

    private void drain(byte[] message, ByteArrayOutputStream released) throws IOException {
        try (InputStream in = Decryption.decrypt(new ByteArrayInputStream(message), pair, Long.MAX_VALUE)) {
            in.transferTo(released);
        }
    }

    private static Code refusal(byte[] message, RecipientKeyPair pair, long limit) {
        Throwable refusal = catchThrowable(() -> Messages.decrypt(message, pair, limit));
        assertThat(refusal).isInstanceOf(OpenPgpException.class);
        return ((OpenPgpException) refusal).reason();
    }

    private void assertRefusedAsUnsupported(byte[] packets, UnaryOperator<BcPGPDataEncryptorBuilder> change)
            throws Exception {
        byte[] message = BouncyCastle.encrypt(packets, change, new byte[0], key.subkey());
        assertThat(BouncyCastle.decrypt(message, key)).as("decrypts elsewhere").isEqualTo(SMALL);
        assertRefused(Code.UNSUPPORTED_PROFILE, message, key.pair());
    }

    private void assertContentRefused(Code reason, byte[] packets) throws Exception {
        assertRefused(reason, BouncyCastle.encrypt(packets, key), key.pair());
    }

    private static void assertRefused(Code reason, byte[] message, RecipientKeyPair keyPair) {
        assertThatExceptionOfType(OpenPgpException.class)
                .isThrownBy(() -> Messages.decrypt(message, keyPair))
                .extracting(OpenPgpException::reason)
                .isEqualTo(reason);
    }
}
