package dev.teerex.server.http;

import java.io.IOException;

/**
 * What answers one method on one path.
 *
 * @param method the method; GET answers HEAD too
 * @param path the path
 * @param form how failures are put
 * @param limited whether each client may ask only so often
 * @param handler answers
 */
record Route(String method, String path, ErrorForm form, boolean limited, Handler handler) {
    /** Answers a request. */
    @FunctionalInterface
    interface Handler {
        /**
         * Returns the answer.
         *
         * @throws dev.teerex.TeeRexException when there is none but an error
         * @throws IOException when the request cannot be read
         * @throws InterruptedException when the server is stopped meanwhile
         */
        Answer answer(Exchange exchange) throws IOException, InterruptedException;
    }

    static Route get(String path, ErrorForm form, Handler handler) {
        return new Route("GET", path, form, false, handler);
    }

    static Route limited(String method, String path, ErrorForm form, Handler handler) {
        return new Route(method, path, form, true, handler);
    }

    boolean takes(String asked) {
        return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
    }
}
