package dev.teerex.openpgp;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Encrypts what is written, chunk by chunk. Closing only wipes; {@link #finish} writes what makes the message whole. */
final class ChunkOutputStream extends OutputStream {
    private final OutputStream seipd;
    private final ChunkCipher cipher;
    private final byte[] buffer = new byte[Profile.CHUNK + Profile.TAG];
    private int filled;

    ChunkOutputStream(OutputStream seipd, ChunkCipher cipher) {
        this.seipd = seipd;
        this.cipher = cipher;
    }

    @Override
    public void write(int b) throws IOException {
        if (filled == Profile.CHUNK) {
            writeChunk();
        }
        buffer[filled++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (filled == Profile.CHUNK) {
                writeChunk();
            }
            int part = Math.min(length - done, Profile.CHUNK - filled);
            System.arraycopy(bytes, offset + done, buffer, filled, part);
            filled += part;
            done += part;
        }
    }

    /** Writes the last chunk and the last tag. */
    void finish() throws IOException {
        writeChunk();
        try {
            seipd.write(cipher.lastTag());
        } catch (GeneralSecurityException e) {
            throw unable(e);
        }
    }

    private void writeChunk() throws IOException {
        try {
            seipd.write(buffer, 0, cipher.encrypt(buffer, filled));
        } catch (GeneralSecurityException e) {
            throw unable(e);
        }
        filled = 0;
    }

    private static IllegalStateException unable(GeneralSecurityException cause) {
        return new IllegalStateException("this Java runtime cannot encrypt with AES-GCM", cause);
    }

    @Override
    public void close() {
        Arrays.fill(buffer, (byte) 0);
    }
}
