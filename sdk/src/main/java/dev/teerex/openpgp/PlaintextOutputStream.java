package dev.teerex.openpgp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link PlaintextWriter} sees of a message: it can write as much as was announced, and nothing else. */
final class PlaintextOutputStream extends OutputStream {
    private final long announced;
    private long written;
    private @Nullable OutputStream literal;

    PlaintextOutputStream(long announced) {
        this.announced = announced;
    }

    /** Lets the writer write into the literal packet, and checks how much it wrote. */
    void pass(PlaintextWriter writer, OutputStream into) throws IOException {
        literal = into;
        try {
            writer.writeTo(this);
        } finally {
            literal = null;
        }
        if (written != announced) {
            throw mismatch("only " + written);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (literal == null) {
            throw new IOException("the plaintext has ended: its writer has returned");
        }
        if (length > announced - written) {
            throw mismatch("more");
        }
        written += length;
        literal.write(bytes, offset, length);
    }

    private OpenPgpException mismatch(String instead) {
        return new OpenPgpException(
                OpenPgpException.Code.LENGTH_MISMATCH,
                announced + " bytes of plaintext were announced and " + instead
                        + " written: did the input change meanwhile?");
    }
}
