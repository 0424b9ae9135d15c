package dev.teerex.openpgp;

import static dev.teerex.openpgp.OpenPgpException.Code.MALFORMED;
import static dev.teerex.openpgp.OpenPgpException.Code.TOO_LARGE;
import static dev.teerex.openpgp.OpenPgpException.Code.UNSUPPORTED_PROFILE;

import dev.teerex.BlockInputStream;
import java.io.IOException;
import org.bouncycastle.bcpg.PacketTags;
import org.jspecify.annotations.Nullable;

/** The content of the one literal packet that a message holds. After a failure it fails for ever, and never ends. */
final class LiteralInputStream extends BlockInputStream {
    private static final int DATE = 4;

    private final ChunkInputStream chunks;
    private final long maxPlaintext;
    private @Nullable PacketInputStream literal;
    private long released;
    private boolean closed;
    private @Nullable Exception failure;

    /** Makes the stream, which reads nothing before it is read, and closes the chunks. */
    LiteralInputStream(ChunkInputStream chunks, long maxPlaintext) {
        this.chunks = chunks;
        this.maxPlaintext = maxPlaintext;
    }

    @Override
    protected int readBlock(byte[] bytes, int offset, int length) throws IOException {
        if (failure instanceof OpenPgpException refused) {
            throw refused;
        }
        if (failure != null) {
            throw new IOException("an earlier read of this message failed", failure);
        }
        if (closed) {
            throw new IOException("the plaintext is closed");
        }
        try {
            return next(bytes, offset, length);
        } catch (OpenPgpException | IOException e) {
            failure = e;
            throw e;
        }
    }

    private int next(byte[] bytes, int offset, int length) throws IOException {
        PacketInputStream body = literal;
        if (body == null) {
            body = open();
            literal = body;
        }
        int read = body.read(bytes, offset, length);
        if (read >= 0) {
            released += read;
            requireAllowed(body.remaining());
        } else if (chunks.read() >= 0) {
            throw new OpenPgpException(UNSUPPORTED_PROFILE, "another packet follows the literal data");
        }
        return read;
    }

    private PacketInputStream open() throws IOException {
        PacketInputStream body = PacketInputStream.open(chunks, PacketTags.LITERAL_DATA, "literal data", MALFORMED);
        if (body.readFully(1)[0] != Profile.LITERAL_FORMAT) {
            throw new OpenPgpException(UNSUPPORTED_PROFILE, "the literal data is not binary");
        }
        // A file name and a date say nothing here; they are one octet of length long at most.
        body.readFully(Byte.toUnsignedInt(body.readFully(1)[0]) + DATE);
        requireAllowed(body.remaining());
        return body;
    }

    private void requireAllowed(long announced) {
        if (announced > maxPlaintext - released) {
            throw new OpenPgpException(TOO_LARGE, "the plaintext is larger than " + maxPlaintext + " bytes");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        chunks.close();
    }
}
