package dev.teerex.download;

import java.io.IOException;
import java.io.OutputStream;

/** What is sent with a request. It is written once at most, on a thread of the client's. */
public interface WebBody {
    /** Returns its media type. */
    String mediaType();

    /** Returns its exact length in bytes. */
    long length();

    /**
     * Writes it. An exception of any kind breaks the request off, and comes out of {@link WebClient#exchange}.
     *
     * @throws IOException when it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
}
