package dev.teerex.eif.container;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.ramdisk.FileSlice;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Temporary files with what was packed by gzip, bounded all together. */
final class Unpacked implements AutoCloseable {
    private static final int BUFFER = 64 << 10;
    private static final int GZIP = 0x1f8b;

    /** The format number of zstd, 0xFD2FB528, begins with these bytes in a file. */
    private static final int ZSTD = 0x28b5;

    private final Path folder;
    private final List<Path> files = new ArrayList<>();
    private long bytesLeft;

    Unpacked(Path folder, long maxBytes) {
        this.folder = folder;
        this.bytesLeft = maxBytes;
    }

    /** Returns the archive itself if it is not packed. */
    FileSlice plain(FileSlice archive) {
        try {
            return switch (firstTwoBytes(archive)) {
                case GZIP -> unpack(archive);
                case ZSTD ->
                    throw new EifException(
                            Code.UNSUPPORTED,
                            "the container image is packed by zstd: export it with gzip, or not packed");
                default -> archive;
            };
        } catch (IOException e) {
            throw EifException.unreadable(archive.path(), e);
        }
    }

    private static int firstTwoBytes(FileSlice archive) throws IOException {
        try (InputStream in = archive.open()) {
            return archive.size() < 2 ? 0 : in.read() << 8 | in.read();
        }
    }

    private FileSlice unpack(FileSlice archive) throws IOException {
        Path file = Files.createTempFile(folder, "layer", ".tar");
        files.add(file);
        long size = 0;
        try (InputStream packed = archive.open();
                InputStream in = new GZIPInputStream(packed, BUFFER);
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int length; (length = in.read(buffer)) > 0; ) {
                count(length);
                out.write(buffer, 0, length);
                size += length;
            }
        } catch (ZipException | EOFException e) {
            throw new EifException(Code.BAD_CONTAINER_IMAGE, archive.path() + " is damaged: its packing ends early", e);
        }
        return FileSlice.whole(file, size);
    }

    private void count(long bytes) {
        bytesLeft -= bytes;
        if (bytesLeft < 0) {
            throw new EifException(
                    Code.TOO_LARGE,
                    "the container image is larger unpacked than the limit: raise it, or make it smaller");
        }
    }

    @Override
    public void close() {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw EifException.unreadable(file, e);
            }
        }
    }
}
