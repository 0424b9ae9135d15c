package dev.teerex.eif.ramdisk;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A region of a file, such as one member of an archive.
 *
 * @param path the file
 * @param offset where the region begins, in bytes
 * @param size how long it is, in bytes
 * @param toEnd whether the file must end where the region does
 */
public record FileSlice(Path path, long offset, long size, boolean toEnd) implements FileContent {
    /** Returns all of a file, which must still have that size when it is read. */
    public static FileSlice whole(Path path, long size) {
        return new FileSlice(path, 0, size, true);
    }

    /** Returns a region of this region. */
    public FileSlice part(long from, long length) {
        if (from < 0 || length < 0 || length > size - from) {
            throw new IllegalArgumentException("no region of " + length + " bytes at " + from + " in " + this);
        }
        return new FileSlice(path, offset + from, length, false);
    }

    /**
     * Opens the region as a stream.
     *
     * @throws IOException if the file cannot be read or ends before the region
     */
    public InputStream open() throws IOException {
        InputStream in = Files.newInputStream(path);
        boolean opened = false;
        try {
            in.skipNBytes(offset);
            opened = true;
            return new Region(in, size);
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (toEnd && Files.size(path) != offset + size) {
            throw changed();
        }
        try (InputStream in = open()) {
            in.transferTo(out);
        } catch (EOFException e) {
            throw changed();
        }
    }

    private EifException changed() {
        return new EifException(Code.CHANGED, path + " has not the size any more that it had: build again");
    }
}
