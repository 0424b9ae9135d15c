package dev.teerex.download;

import dev.teerex.Printable;
import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A file could not be fetched. The address is kept without user information and query, which may hold secrets. */
public final class DownloadException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** Why nothing, or not everything, arrived. */
    public enum Code implements Reason {
        /** Downloads are switched off and the file is not here. */
        OFFLINE("TRX-D-001"),
        /** No connection: name, route, proxy, TLS or timeout. */
        UNREACHABLE("TRX-D-002"),
        /** The server wants other credentials (401, 403, 407). */
        REFUSED("TRX-D-003"),
        /** The server does not have it (404, 410). */
        NOT_FOUND("TRX-D-004"),
        /** The server failed, or answered something that was not asked for. */
        BAD_ANSWER("TRX-D-005"),
        /** The connection broke, stalled, or was far too slow, before the end. */
        CUT("TRX-D-006"),
        /** The address is not one that can be fetched. */
        BAD_ADDRESS("TRX-D-007"),
        /** The caller gave up: the thread was interrupted, or the downloader closed. */
        CANCELLED("TRX-D-008");

        private final String code;

        Code(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    private final Code reason;

    /**
     * Makes a failure.
     *
     * @param reason why nothing, or not everything, arrived
     * @param uri the address that was asked
     * @param what what failed and what to do, in front of the address
     * @param cause what caused it, or null
     */
    public DownloadException(Code reason, URI uri, String what, @Nullable Throwable cause) {
        super(reason, what + ": " + redacted(uri), cause);
        this.reason = reason;
    }

    private DownloadException(String message) {
        super(Code.OFFLINE, message, null);
        this.reason = Code.OFFLINE;
    }

    /**
     * Returns the failure of something that is not here while downloads are switched off.
     *
     * @param message what is not here, and how to put it here by hand
     */
    public static DownloadException offline(String message) {
        return new DownloadException(message);
    }

    @Override
    public Code reason() {
        return reason;
    }

    /** A server may have sent us there: its path, once decoded, can hold anything. */
    private static String redacted(URI uri) {
        return Printable.of(withoutSecrets(uri));
    }

    private static String withoutSecrets(URI uri) {
        if (uri.getHost() == null) {
            return uri.getScheme() + ":" + uri.getPath();
        }
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
    }
}
