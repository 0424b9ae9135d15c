package dev.teerex.eif.container;

import dev.teerex.eif.EifException;
import dev.teerex.eif.EifException.Code;
import dev.teerex.eif.json.JsonValue;
import dev.teerex.eif.ramdisk.FileSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files of a container image, by their names in its layout: members of an archive, or files in a folder. */
final class Blobs {
    private static final int MAX_JSON = 4 << 20;
    private static final int MAX_FILES = 10_000;

    /** What names there are in both layouts; none of them leads out of a folder. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private final Path source;
    private final Map<String, FileSlice> members;

    private Blobs(Path source, Map<String, FileSlice> members) {
        this.source = source;
        this.members = members;
    }

    static Blobs folder(Path folder) {
        return new Blobs(folder, Map.of());
    }

    static Blobs archive(Path path, FileSlice archive) {
        Map<String, FileSlice> members = new HashMap<>();
        try (TarReader tar = new TarReader(archive)) {
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                TarEntry member = entry.get();
                // As tar writes them that was told to pack a folder's ".".
                String name = member.name().startsWith("./") ? member.name().substring(2) : member.name();
                if (member.type() == TarEntry.REGULAR_FILE && members.put(name, member.content()) != null) {
                    throw new EifException(Code.BAD_CONTAINER_IMAGE, path + " has two files of the name " + name);
                }
                if (members.size() > MAX_FILES) {
                    throw new EifException(Code.TOO_LARGE, path + " has more than " + MAX_FILES + " files");
                }
            }
        }
        return new Blobs(path, members);
    }

    Optional<FileSlice> find(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new EifException(Code.UNSAFE_NAME, source + " names a file \"" + name + "\", which is not allowed");
        }
        if (!members.isEmpty()) {
            return Optional.ofNullable(members.get(name));
        }
        Path file = source.resolve(name);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(FileSlice.whole(file, Files.size(file)))
                    : Optional.empty();
        } catch (IOException e) {
            throw EifException.unreadable(file, e);
        }
    }

    FileSlice get(String name) {
        return find(name).orElseThrow(() -> malformed("it has no " + name));
    }

    JsonValue json(FileSlice blob, String name) {
        if (blob.size() > MAX_JSON) {
            throw new EifException(Code.TOO_LARGE, name + " in " + source + " has " + blob.size() + " bytes");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) blob.size());
        try {
            blob.writeTo(bytes);
        } catch (IOException e) {
            throw EifException.unreadable(source, e);
        }
        return JsonValue.parse(bytes.toByteArray()).orElseThrow(() -> malformed(name + " is not JSON"));
    }

    EifException malformed(String why) {
        return new EifException(Code.BAD_CONTAINER_IMAGE, source + " is not a usable container image: " + why);
    }
}
