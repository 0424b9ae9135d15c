package dev.teerex.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this repository. */
final class Checkout {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Checkout() {}

    static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the entries of a folder, by name. */
    static List<Path> list(String folder) {
        try (Stream<Path> entries = Files.list(ROOT.resolve(folder))) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the document, after writing it anew if {@code -Dtee-rex.test.writeDocs} is given. */
    static String document(String file, String current) {
        if (System.getProperty("tee-rex.test.writeDocs") != null) {
            try {
                Files.createDirectories(ROOT.resolve(file).getParent());
                Files.writeString(ROOT.resolve(file), current);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return read(file);
    }
}
