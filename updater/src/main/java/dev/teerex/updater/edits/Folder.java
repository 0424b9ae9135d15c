package dev.teerex.updater.edits;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The files of a checkout. Links are not followed; folders of git, of npm and of builds are left out. */
public final class Folder implements Tree {
    private static final Set<String> LEFT_OUT = Set.of(".git", "node_modules", "target");
    private static final int MOST_FILES = 500_000;

    private final Path root;
    private final List<String> paths;

    /**
     * Lists a folder.
     *
     * @param root the folder
     * @throws UpdateException with {@code BAD_FILE} when it cannot be listed
     */
    public Folder(Path root) {
        List<String> found = new ArrayList<>();
        try {
            // Where the walk begins, a link is not followed either.
            Path real = root.toRealPath();
            this.root = real;
            Files.walkFileTree(real, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    Path name = folder.getFileName();
                    return !folder.equals(real) && name != null && LEFT_OUT.contains(name.toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile()) {
                        found.add(real.relativize(file).toString().replace('\\', '/'));
                    }
                    if (found.size() > MOST_FILES) {
                        throw new IOException("more than " + MOST_FILES + " files");
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UpdateException(
                    Code.BAD_FILE,
                    root + " cannot be listed: " + e.getMessage() + "; give the folder of a checkout",
                    e);
        }
        Collections.sort(found);
        this.paths = List.copyOf(found);
    }

    @Override
    public List<String> paths() {
        return paths;
    }

    @Override
    public Optional<byte[]> read(String path) {
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new UpdateException(
                        Code.BAD_FILE, path + " is larger than the " + LARGEST_FILE + " bytes that are edited here");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UpdateException(Code.BAD_FILE, path + " cannot be read", e);
        }
    }
}
