package dev.teerex.crs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the files of a CRS looked like from outside, so that it costs next to nothing to ask whether they are still those that
 * were looked into.
 *
 * @param files each file's size, time and identity, or that it is not there
 */
public record CrsStamp(List<String> files) {
    private static final String ABSENT = "absent";

    /** Makes the value; the list is copied. */
    public CrsStamp {
        files = List.copyOf(files);
    }

    /** Returns what the files that bb would read look like now. */
    public static CrsStamp of(Crs crs) {
        return new CrsStamp(Stream.of(PointFile.PLAIN, PointFile.COMPRESSED)
                .map(name -> stamp(crs.directoryForBb().resolve(name)))
                .toList());
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
        } catch (IOException notThere) {
            return ABSENT;
        }
    }
}
