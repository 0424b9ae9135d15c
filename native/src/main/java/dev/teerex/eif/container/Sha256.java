package dev.teerex.eif.container;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.FileSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digests that name the blobs of container images. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    static void require(FileSlice blob, String expected) {
        MessageDigest digest = digest();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            blob.writeTo(out);
        } catch (IOException e) {
            throw EifException.unreadable(blob.path(), e);
        }
        require(digest, expected);
    }

    static void require(MessageDigest digest, String expected) {
        String actual = "sha256:" + HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(expected)) {
            throw new EifException(
                    Code.BAD_DIGEST,
                    "a blob of the container image is " + actual + ", but is named " + expected
                            + ": the image is damaged, or was changed");
        }
    }
}
