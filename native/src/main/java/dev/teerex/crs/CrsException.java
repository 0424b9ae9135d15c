package dev.teerex.crs;

import dev.teerex.Deadline;
import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There is no CRS that a job can use: who looks after this machine must act. */
public final class CrsException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** Why there is none. */
    public enum Code implements Reason {
        /** There is no CRS file. */
        MISSING("TRX-C-001"),
        /** A CRS file, or what a host has of it, holds fewer points than are needed. */
        TOO_SHORT("TRX-C-002"),
        /** The bytes are not those of the genuine CRS, nor of our development CRS. */
        WRONG_CONTENT("TRX-C-003"),
        /** Bytes that should be a point are not on the curve, or not below the field's modulus. */
        NOT_ON_CURVE("TRX-C-004"),
        /** The CRS directory cannot be made, read, locked or written, or its disk is full. */
        UNUSABLE_DIRECTORY("TRX-C-005"),
        /** A development CRS lies where a genuine one is asked for. */
        INSECURE_NOT_ALLOWED("TRX-C-006"),
        /** No host delivered the missing points. */
        DOWNLOAD_FAILED("TRX-C-007"),
        /** Another build kept the CRS directory locked for too long. */
        LOCKED("TRX-C-008"),
        /** The caller gave up: the thread was interrupted, or the downloader closed. */
        CANCELLED("TRX-C-009"),
        /** The time that the job had was up before its CRS was here. */
        TIMED_OUT("TRX-C-010");

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

    CrsException(Code reason, String message) {
        this(reason, message, null);
    }

    CrsException(Code reason, String message, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
    }

    /** Returns the failure of a folder or a file. An interrupt closes the file that is in use: that is no fault of the disk. */
    static CrsException unusable(String message, IOException cause) {
        return Thread.currentThread().isInterrupted()
                ? cancelled(cause)
                : new CrsException(Code.UNUSABLE_DIRECTORY, message, cause);
    }

    static CrsException cancelled(Exception cause) {
        return new CrsException(
                Code.CANCELLED,
                "interrupted, so the CRS was given up; points that have arrived are kept for the next attempt",
                cause);
    }

    static CrsException timedOut(Deadline deadline, @Nullable Exception cause) {
        return new CrsException(
                Code.TIMED_OUT,
                "the CRS was not here within the " + deadline.limit().toSeconds() + " s that a proof may take ("
                        + (cause == null ? "it takes long to make or to check" : cause.getMessage())
                        + "); points that are here by now are kept for the next attempt",
                cause);
    }

    @Override
    public Code reason() {
        return reason;
    }
}
