package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks that no writer makes who follows RFC 9580, and whose tags are right all the same. */
class ChunkInputStreamTest {
    private static ChunkCipher cipher(int mode) throws GeneralSecurityException {
        return new ChunkCipher(mode, new ErasableKey("AES", new byte[32]), new byte[32]);
    }

    /** Returns a stream of one chunk. */
    private static ChunkInputStream one(int length) throws GeneralSecurityException {
        byte[] chunk = new byte[length + Profile.TAG];
        try (ChunkCipher cipher = cipher(Cipher.ENCRYPT_MODE)) {
            int encrypted = cipher.encrypt(chunk, length);
            byte[] body = Arrays.copyOf(chunk, encrypted + Profile.TAG);
            System.arraycopy(cipher.lastTag(), 0, body, encrypted, Profile.TAG);
            InputStream in = new ByteArrayInputStream(body);
            return new ChunkInputStream(in, in, cipher(Cipher.DECRYPT_MODE));
        }
    }

    @Test
    void theLastChunkMayBeAWholeOne() throws Exception {
        try (ChunkInputStream stream = one(Profile.CHUNK)) {
            assertThat(stream.readAllBytes()).hasSize(Profile.CHUNK);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Profile.TAG})
    void theLastChunkMayNotBeLongerThanAChunk(int more) throws Exception {
        try (ChunkInputStream stream = one(Profile.CHUNK + more)) {
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOfSatisfying(OpenPgpException.class, e -> assertThat(e.reason())
                            .isEqualTo(OpenPgpException.Code.MALFORMED));
        }
    }
}
