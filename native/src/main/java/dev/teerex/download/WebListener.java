package dev.teerex.download;

import java.nio.ByteBuffer;

/** Is told of an answer while it comes, before all of it is here. Not to be believed before it is checked. */
@FunctionalInterface
public interface WebListener {
    /** Does nothing at all. */
    WebListener NONE = (status, mediaType, part) -> {};

    /**
     * Another part of an answer's body is here; called on a thread of the client's, first with an empty part when the headers are
     * here, then with one part after the other. An exception of any kind breaks the request off, and comes out of
     * {@link WebClient#exchange}.
     *
     * @param status the status code of the answer
     * @param mediaType its media type without parameters, in lower case; empty where it says none
     * @param part what came; valid until this returns
     */
    void received(int status, String mediaType, ByteBuffer part);
}
