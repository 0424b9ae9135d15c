package dev.teerex.sdk;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** Where the bytes of an input are. It can be opened more than once: to look at them first, and to send them again. */
public sealed interface InputSource {
    /** Returns a file. */
    static InputSource file(Path file) {
        return new OfFile(file);
    }

    /**
     * Returns bytes in memory, which need never be on a disk.
     *
     * @param name what messages and receipts call them
     * @param bytes the bytes; not copied, so that the caller can wipe them once the proof is there
     */
    static InputSource bytes(String name, byte[] bytes) {
        return new OfBytes(name, bytes);
    }

    /** Returns what messages and receipts call it: a file's path. */
    String name();

    /**
     * Returns how many bytes there are.
     *
     * @throws InputException with {@link Code#UNREADABLE} when nobody can say
     */
    long length();

    /**
     * Opens it at its first byte.
     *
     * @return the bytes; close them
     * @throws InputException with {@link Code#UNREADABLE} when it cannot be read
     */
    InputStream open();

    /**
     * Reads it whole.
     *
     * @param limit how many bytes it may have
     * @return a copy, for the caller to wipe
     * @throws InputException with {@link Code#UNREADABLE}, {@link Code#EMPTY}, {@link Code#TOO_LARGE} or, when it becomes
     *     shorter meanwhile, {@link Code#TRUNCATED}
     */
    default byte[] read(int limit) {
        long length = length();
        if (length == 0) {
            throw new InputException(Code.EMPTY, name() + " is empty");
        }
        if (length > limit) {
            throw new InputException(Code.TOO_LARGE, name() + " has more than " + limit + " bytes");
        }
        // Straight into one array: it may be a witness.
        byte[] content = new byte[(int) length];
        boolean whole = false;
        try (InputStream in = open()) {
            if (in.readNBytes(content, 0, content.length) < content.length) {
                throw new InputException(Code.TRUNCATED, name() + " became shorter while it was read");
            }
            whole = true;
            return content;
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, name() + " could not be read to its end", e);
        } finally {
            if (!whole) {
                Arrays.fill(content, (byte) 0);
            }
        }
    }

    /**
     * A file.
     *
     * @param file the file
     */
    record OfFile(Path file) implements InputSource {
        /** Makes the value. */
        public OfFile {
            Objects.requireNonNull(file, "file");
        }

        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public long length() {
            try {
                return Files.size(file);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public InputStream open() {
            try {
                return Files.newInputStream(file);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private InputException unreadable(IOException cause) {
            return new InputException(
                    Code.UNREADABLE,
                    cause instanceof NoSuchFileException
                            ? file + " does not exist"
                            : file + " cannot be read; check that it is a file that you may read",
                    cause);
        }
    }

    /** Bytes in memory. */
    final class OfBytes implements InputSource {
        private final String name;
        private final byte[] bytes;

        private OfBytes(String name, byte[] bytes) {
            this.name = Objects.requireNonNull(name, "name");
            this.bytes = Objects.requireNonNull(bytes, "bytes");
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public String toString() {
            return name + ", " + bytes.length + " bytes";
        }
    }
}
