package dev.teerex.eif;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An enclave image, or what one is to be made of, cannot be used: who made the file must act. */
public final class EifException extends TeeRexException {
    private static final long serialVersionUID = 1L;
    private static final long NO_OFFSET = -1;

    /** What is wrong with the image or with its parts. */
    public enum Code implements Reason {
        /** A file is missing, is a folder, or may not be read. */
        UNREADABLE("TRX-E-001"),
        /** The bytes end before the part that they announce. */
        TRUNCATED("TRX-E-002"),
        /** The file does not begin as an enclave image does. */
        BAD_MAGIC("TRX-E-003"),
        /** The image is of another version than 4. */
        UNSUPPORTED_VERSION("TRX-E-004"),
        /** A header field has a value that the format does not allow. */
        BAD_HEADER("TRX-E-005"),
        /** There are fewer or more sections than an image can have. */
        BAD_SECTION_COUNT("TRX-E-006"),
        /** A section overlaps the one before it, or leaves a gap. */
        BAD_OFFSET("TRX-E-007"),
        /** A section's header is of no known type, has flags, or disagrees with the file's header on the size. */
        BAD_SECTION_HEADER("TRX-E-008"),
        /** A section that may be there once is there twice. */
        DUPLICATE_SECTION("TRX-E-009"),
        /** A section that every image has is not there. */
        MISSING_SECTION("TRX-E-010"),
        /** A ramdisk comes before the kernel. */
        BAD_SECTION_ORDER("TRX-E-011"),
        /** There are bytes after the last part. */
        TRAILING_BYTES("TRX-E-012"),
        /** The checksum is not that of the bytes. */
        BAD_CHECKSUM("TRX-E-013"),
        /** A part is larger than the limit for its kind. */
        TOO_LARGE("TRX-E-014"),
        /** The kernel command line is not printable ASCII. */
        BAD_COMMAND_LINE("TRX-E-015"),
        /** The metadata is not the JSON that it must be. */
        BAD_METADATA("TRX-E-016"),
        /** The signature section is not of the shape that it must have. */
        BAD_SIGNATURE_SECTION("TRX-E-017"),
        /** The signature is not one by the certificate's key over this image. */
        INVALID_SIGNATURE("TRX-E-018"),
        /** A signing key or certificate cannot be used. */
        BAD_SIGNING_KEY("TRX-E-019"),
        /** A file cannot be written. */
        UNWRITABLE("TRX-E-020"),
        /** A ramdisk is not a cpio archive in the newc format. */
        BAD_RAMDISK("TRX-E-021"),
        /** A name leads outside, through a link, or cannot be a file name. */
        UNSAFE_NAME("TRX-E-022"),
        /** A file is of a kind, or packed in a way, that is not supported. */
        UNSUPPORTED("TRX-E-023"),
        /** A file is not of the size that it had when it was listed. */
        CHANGED("TRX-E-024"),
        /** A manifest of file modes cannot be used. */
        BAD_MANIFEST("TRX-E-025"),
        /** A container image is not of the shape that it must have. */
        BAD_CONTAINER_IMAGE("TRX-E-026"),
        /** A blob of a container image is not the one that its digest names. */
        BAD_DIGEST("TRX-E-027"),
        /** A measurement that was written down cannot be read. */
        BAD_MEASUREMENT("TRX-E-028");

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
    private final long offset;
    private final boolean naming;

    /**
     * Makes a failure that no offset belongs to.
     *
     * @param reason what is wrong
     * @param message what is wrong with which file, and what to do
     */
    public EifException(Code reason, String message) {
        this(reason, NO_OFFSET, message, null, false);
    }

    /**
     * Makes a failure with a cause.
     *
     * @param reason what is wrong
     * @param message what is wrong with which file, and what to do
     * @param cause what caused it, or null
     */
    public EifException(Code reason, String message, @Nullable Throwable cause) {
        this(reason, NO_OFFSET, message, cause, false);
    }

    private EifException(Code reason, long offset, String message, @Nullable Throwable cause, boolean naming) {
        super(reason, message, cause);
        this.reason = reason;
        this.offset = offset;
        this.naming = naming;
    }

    /**
     * Makes a failure at a place.
     *
     * @param reason what is wrong
     * @param offset the offset in bytes, from the start of what {@code message} names, at least 0
     * @param message what is wrong there; the offset is appended
     */
    public static EifException at(Code reason, long offset, String message) {
        return new EifException(reason, offset, message + " (at offset " + offset + ")", null, false);
    }

    /**
     * Makes the failure to read something.
     *
     * @param what what was read, such as a path
     * @param cause the failure of the operating system
     */
    public static EifException unreadable(Object what, IOException cause) {
        return new EifException(Code.UNREADABLE, NO_OFFSET, "cannot read " + what + ": " + cause, cause, true);
    }

    /**
     * Returns this failure with the name of the file that it is about, for whoever knows it; itself if it names one.
     *
     * @param file what the file is called
     */
    public EifException in(Object file) {
        if (naming) {
            return this;
        }
        // Not as the cause: who prints causes would say everything twice.
        EifException told = new EifException(reason, offset, file + ": " + text(), getCause(), true);
        told.setStackTrace(getStackTrace());
        return told;
    }

    @Override
    public Code reason() {
        return reason;
    }

    /** Returns the offset in bytes at which the failure lies, empty if it lies at no single place. */
    public OptionalLong offset() {
        return offset == NO_OFFSET ? OptionalLong.empty() : OptionalLong.of(offset);
    }
}
