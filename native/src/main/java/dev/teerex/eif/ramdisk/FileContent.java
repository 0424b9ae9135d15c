package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file, of a size that is known before they are read. */
public interface FileContent {
    /** Returns the size in bytes. */
    long size();

    /**
     * Writes exactly {@link #size} bytes.
     *
     * @throws IOException if they cannot be read or written
     * @throws EifException if there are not that many any more
     */
    void writeTo(OutputStream out) throws IOException;

    /** Returns a content in memory; the bytes are copied. */
    static FileContent bytes(byte[] bytes) {
        byte[] copy = bytes.clone();
        return new FileContent() {
            @Override
            public long size() {
                return copy.length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(copy);
            }
        };
    }

    /**
     * Returns the content of a whole file, which is read when it is written.
     *
     * @throws EifException if the file's size cannot be asked for
     */
    static FileContent file(Path path) {
        try {
            return FileSlice.whole(path, Files.size(path));
        } catch (IOException e) {
            throw EifException.unreadable(path, e);
        }
    }
}
