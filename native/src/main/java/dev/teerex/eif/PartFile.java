package dev.teerex.eif;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file that an image is written to before it has its name: one for each build, under a name that never comes again. It is
 * locked until it is closed or the process ends, however that ends, so that the next build knows what a killed one has left.
 */
final class PartFile implements AutoCloseable {
    private static final String SUFFIX = ".part";

    // As any new file: the umask takes from it what it takes.
    private static final String PERMISSIONS = "rw-rw-rw-";

    // Closing any channel on a file ends this process's lock on it, so these are not even opened.
    private static final Set<Path> OF_THIS_PROCESS = new HashSet<>();

    private final Path path;
    private final FileChannel channel;

    private PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Begins one, and removes those of killed builds. */
    static PartFile beside(Path target) throws IOException {
        Path folder = target.toAbsolutePath().resolveSibling("").toRealPath();
        String name = target.getFileName().toString();
        synchronized (OF_THIS_PROCESS) {
            removeLeftOnes(folder, Pattern.compile(Pattern.quote(name) + "(\\.\\d+)?" + Pattern.quote(SUFFIX)));
            while (true) {
                Path path = Files.createTempFile(
                        folder,
                        name + ".",
                        SUFFIX,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PERMISSIONS)));
                Optional<PartFile> locked = lock(path);
                if (locked.isPresent()) {
                    OF_THIS_PROCESS.add(path);
                    return locked.get();
                }
            }
        }
    }

    /** Returns nothing where another build took it for a left one in the moment before it is locked. */
    private static Optional<PartFile> lock(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = open(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean mine = false;
        try {
            mine = locks(channel) && Files.exists(path);
            return mine ? Optional.of(new PartFile(path, channel)) : Optional.empty();
        } finally {
            if (!mine) {
                Files.deleteIfExists(path);
                channel.close();
            }
        }
    }

    private static void removeLeftOnes(Path folder, Pattern name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> name.matcher(file.getFileName().toString()).matches())) {
            for (Path file : files) {
                if (!OF_THIS_PROCESS.contains(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    removeIfLeft(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void removeIfLeft(Path file) throws IOException {
        try (FileChannel channel = open(file)) {
            if (locks(channel)) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // Another build was first, or has finished it.
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException writtenUnderAnotherClassLoader) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Gives it its name. */
    void move(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes it where it was not moved. */
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        } finally {
            synchronized (OF_THIS_PROCESS) {
                OF_THIS_PROCESS.remove(path);
            }
        }
    }
}
