package dev.teerex.attestation;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file that should hold a document.
 *
 * @param path where it is
 */
public record DocumentFile(Path path) {
    /** The most files that a folder may hold. */
    public static final int MAX_FILES = 10_000;

    /**
     * Returns the file, or every file of a folder whose name does not begin with a dot, in the order of their names; folders
     * inside it are not entered.
     *
     * @return at least one
     * @throws InputException when there is no such file or folder, or a folder cannot be listed, is empty, or holds too many
     */
    public static List<DocumentFile> in(Path fileOrFolder) {
        if (!Files.exists(fileOrFolder)) {
            throw new InputException(Code.UNREADABLE, "there is no file or folder " + fileOrFolder);
        }
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(new DocumentFile(fileOrFolder));
        }
        try (Stream<Path> entries = Files.list(fileOrFolder)) {
            List<DocumentFile> files = entries.filter(Files::isRegularFile)
                    .map(DocumentFile::new)
                    .filter(file -> !file.name().startsWith("."))
                    .limit(MAX_FILES + 1L)
                    .sorted(Comparator.comparing(DocumentFile::path))
                    .toList();
            if (files.isEmpty()) {
                throw new InputException(Code.EMPTY, fileOrFolder + " holds no document");
            }
            if (files.size() > MAX_FILES) {
                throw new InputException(
                        Code.TOO_LARGE, "%s holds more than %d files".formatted(fileOrFolder, MAX_FILES));
            }
            return files;
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(Code.UNREADABLE, "cannot list " + fileOrFolder, e);
        }
    }

    /** Returns the file's name, without its folder. */
    public String name() {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    /**
     * Returns what is in the file, as far as a document can reach in any encoding, and a byte of what is behind that.
     *
     * @throws InputException when it cannot be read
     */
    public byte[] content() {
        try (InputStream input = Files.newInputStream(path)) {
            return input.readNBytes(DocumentEncoding.MAX_TEXT + 1);
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, "cannot read " + path, e);
        }
    }
}
