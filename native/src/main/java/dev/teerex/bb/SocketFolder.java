package dev.teerex.bb;

import dev.teerex.bb.BbException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A folder that only this user may enter, for a socket, until the connection stands. Closing removes both. A JVM that is killed in
 * between leaves them; the next one to make such a folder in the same place removes them.
 */
final class SocketFolder implements AutoCloseable {
    // bb takes the path for a socket by its ending, for a file otherwise.
    private static final String SOCKET = "bb.sock";

    // sockaddr_un.sun_path holds 108 bytes on Linux, 104 on macOS, with the closing zero.
    private static final int MAX_SOCKET_PATH = 103;

    private static final String PREFIX = "tee-rex-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "\\d+");

    // No start of bb takes a minute, but clocks are set and machines sleep meanwhile, and an empty folder costs
    // nothing. By the file system's own time: process ids mean nothing to other containers.
    private static final Duration STALE = Duration.ofDays(1);

    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path folder;

    private SocketFolder(Path folder) {
        this.folder = folder;
    }

    static SocketFolder in(Path parent) {
        SocketFolder made;
        try {
            made = new SocketFolder(Files.createTempDirectory(
                    parent,
                    PREFIX,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
        } catch (IOException e) {
            throw new BbException(
                    Code.CANNOT_RUN,
                    "no private folder for bb's socket can be made in " + parent
                            + "; make it writable, or name another with -Djava.io.tmpdir",
                    e);
        }
        IN_USE.add(made.folder);
        int length = made.socket().toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_SOCKET_PATH) {
            made.close();
            throw new BbException(
                    Code.CANNOT_RUN,
                    "the temporary folder's name is too long for a Unix socket (" + length
                            + " bytes with the socket's, " + MAX_SOCKET_PATH + " are possible): " + parent
                            + "; name another with -Djava.io.tmpdir");
        }
        made.sweep(parent);
        return made;
    }

    /** Removes what others left behind. Whatever hinders that hinders nothing else. */
    private void sweep(Path parent) {
        // Names alone: this is done for every process, and the temporary folder may be full of other things.
        String[] siblings = parent.toFile()
                .list((where, name) ->
                        name.startsWith(PREFIX) && NAME.matcher(name).matches());
        if (siblings == null) {
            return;
        }
        try {
            PosixFileAttributes mine = attributes(folder);
            for (String name : siblings) {
                Path each = parent.resolve(name);
                if (IN_USE.contains(each)) {
                    continue;
                }
                PosixFileAttributes other = attributes(each);
                Duration age = Duration.between(
                        other.lastModifiedTime().toInstant(),
                        mine.lastModifiedTime().toInstant());
                if (other.isDirectory() && other.owner().equals(mine.owner()) && age.compareTo(STALE) > 0) {
                    new SocketFolder(each).close();
                }
            }
        } catch (IOException e) {
            // Another is at it, or it is nobody's to remove.
        }
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    Path socket() {
        return folder.resolve(SOCKET);
    }

    @Override
    public void close() {
        remove(socket());
        remove(folder);
        IN_USE.remove(folder);
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // An empty private folder in the temporary one is all that can stay, and nothing depends on it.
        }
    }
}
