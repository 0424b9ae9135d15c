package dev.teerex.eif.container;

import dev.teerex.Sha256;
import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.FileSlice;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** The digests that name the blobs of container images. */
final class BlobDigest {
    private BlobDigest() {}

    static void require(FileSlice blob, String expected) {
        MessageDigest digest = Sha256.start();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            blob.writeTo(out);
        } catch (IOException e) {
            throw EifException.unreadable(blob.path(), e);
        }
        String actual = "sha256:" + Sha256.finish(digest);
        if (!actual.equals(expected)) {
            throw new EifException(
                    Code.BAD_DIGEST,
                    "a blob of the container image is " + actual + ", but is named " + expected
                            + ": the image is damaged, or was changed");
        }
    }
}
