package dev.teerex.openpgp;

import java.io.IOException;
import java.io.OutputStream;

/** Writes what is to be encrypted. */
@FunctionalInterface
public interface PlaintextWriter {
    /**
     * Writes the whole plaintext. Returning means that it is complete; throwing means that it is not, and leaves the
     * message without its end.
     *
     * @param plaintext where to write; valid until this method returns; closing it does nothing
     * @throws IOException when the plaintext cannot be read or the message not be written
     */
    void writeTo(OutputStream plaintext) throws IOException;
}
