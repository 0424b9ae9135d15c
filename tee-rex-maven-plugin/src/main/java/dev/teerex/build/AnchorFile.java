package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.attestation.TestAnchor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of a test anchor. */
final class AnchorFile {
    private static final int MAX_SIZE = 64 * 1024;

    private AnchorFile() {}

    /**
     * Reads it.
     *
     * @throws InputException when it cannot be read, or holds no certificate that may be a test anchor
     */
    static TestAnchor read(Path file) {
        byte[] content;
        try (InputStream input = Files.newInputStream(file)) {
            content = input.readNBytes(MAX_SIZE + 1);
        } catch (IOException e) {
            throw new InputException(
                    Code.UNREADABLE, file + " does not exist or cannot be read (tee-rex.testAnchor)", e);
        }
        if (content.length > MAX_SIZE) {
            throw new InputException(Code.TOO_LARGE, file + " is too large for a certificate (tee-rex.testAnchor)");
        }
        try {
            return TestAnchor.read(content);
        } catch (InputException e) {
            throw e.in(file);
        }
    }
}
