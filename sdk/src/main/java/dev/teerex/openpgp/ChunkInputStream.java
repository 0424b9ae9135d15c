package dev.teerex.openpgp;

import static dev.teerex.openpgp.OpenPgpException.Code.MALFORMED;
import static dev.teerex.openpgp.OpenPgpException.Code.TAMPERED;
import static dev.teerex.openpgp.OpenPgpException.Code.TRUNCATED;

import dev.teerex.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * The plaintext of a SEIPD version 2 packet, chunk by chunk. A chunk comes out only after its tag has been checked; the
 * last chunk only after the last tag has been checked too, and that nothing follows the packet.
 */
final class ChunkInputStream extends BlockInputStream {
    /** The shortest thing that can follow a chunk that is not the last: one byte, its tag, and the last tag. */
    private static final int LOOK_AHEAD = 1 + 2 * Profile.TAG;

    private final InputStream message;
    private final InputStream seipd;
    private final ChunkCipher cipher;
    private final byte[] buffer = new byte[Profile.CHUNK + Profile.TAG + LOOK_AHEAD];
    private int position;
    private int plaintext;
    private int ahead;
    private boolean last;

    /**
     * Makes the stream, which closes the cipher and the message.
     *
     * @param message what holds the packet, and should end with it
     * @param seipd the packet's body behind its header
     * @param cipher decrypts
     */
    ChunkInputStream(InputStream message, InputStream seipd, ChunkCipher cipher) {
        this.message = message;
        this.seipd = seipd;
        this.cipher = cipher;
    }

    @Override
    protected int readBlock(byte[] bytes, int offset, int length) throws IOException {
        int read = Math.min(length, fill());
        if (read == 0) {
            return -1;
        }
        System.arraycopy(buffer, position, bytes, offset, read);
        position += read;
        return read;
    }

    /** Returns how many checked bytes there are, after decrypting the next chunk if there were none; 0 at the end. */
    private int fill() throws IOException {
        if (position == plaintext && !last) {
            nextChunk();
        }
        return plaintext - position;
    }

    private void nextChunk() throws IOException {
        System.arraycopy(buffer, Profile.CHUNK + Profile.TAG, buffer, 0, ahead);
        int filled = ahead + seipd.readNBytes(buffer, ahead, buffer.length - ahead);
        position = 0;
        plaintext = 0;
        try {
            if (filled == buffer.length) {
                ahead = LOOK_AHEAD;
                plaintext = cipher.decrypt(buffer, Profile.CHUNK + Profile.TAG);
            } else {
                plaintext = lastChunk(filled);
                last = true;
            }
        } catch (AEADBadTagException e) {
            throw new OpenPgpException(
                    TAMPERED, "an authentication tag of the message does not match: encrypt and send it again", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot decrypt AES with GCM", e);
        }
    }

    private int lastChunk(int filled) throws IOException, GeneralSecurityException {
        if (filled < LOOK_AHEAD) {
            throw new OpenPgpException(TRUNCATED, "the message lacks its last authentication tag: send it again");
        }
        int decrypted = cipher.decrypt(buffer, filled - Profile.TAG);
        cipher.checkLastTag(buffer, filled - Profile.TAG);
        // RFC 9580, section 5.13.2: other readers would take the end of it for another chunk.
        if (filled > Profile.CHUNK + 2 * Profile.TAG) {
            throw new OpenPgpException(
                    MALFORMED, "the last chunk of the message is longer than a chunk: encrypt it again");
        }
        if (message.read() >= 0) {
            throw new OpenPgpException(MALFORMED, "something follows the encrypted data: send the message alone");
        }
        return decrypted;
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(buffer, (byte) 0);
        cipher.close();
        message.close();
    }
}
