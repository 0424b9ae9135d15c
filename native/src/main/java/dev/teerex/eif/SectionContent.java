package dev.teerex.eif;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the data of a section comes from. It is asked for once, and written straight into the image. */
@FunctionalInterface
public interface SectionContent {
    /**
     * Writes the whole data.
     *
     * @param out where to; it buffers, and is not to be closed
     * @throws IOException if reading or writing fails
     * @throws EifException if the data cannot be used
     */
    void writeTo(OutputStream out) throws IOException;

    /** Returns the content of a file, which is read when the image is written. */
    static SectionContent file(Path path) {
        return out -> {
            try (InputStream in = open(path)) {
                in.transferTo(out);
            }
        };
    }

    /** Returns a content that is in memory; the bytes are copied. */
    static SectionContent bytes(byte[] bytes) {
        byte[] copy = bytes.clone();
        return out -> out.write(copy);
    }

    private static InputStream open(Path path) {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw EifException.unreadable(path, e);
        }
    }
}
