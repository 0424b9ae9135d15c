package dev.teerex.crs;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Machine;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the CRS is, and where what it lacks may come from.
 *
 * @param directory the CRS directory: the one that bb itself uses
 * @param sources the addresses of the file of plain G1 points, in the order in which they are asked
 * @param cacheDirectory where this library keeps its own files
 * @param offline whether only {@code file:} addresses may be asked
 * @param lockPatience how long to wait for another build that fetches the CRS
 */
public record CrsSettings(
        Path directory, List<CrsSource> sources, Path cacheDirectory, boolean offline, Duration lockPatience) {

    /** The hosts that are compiled into bb; bb asks them over plain http. */
    private static final List<CrsSource> AZTEC =
            List.of(source("https://crs.aztec-cdn.foundation/g1.dat"), source("https://crs.aztec-labs.com/g1.dat"));

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Makes the value; the list is copied, the paths become absolute. */
    public CrsSettings {
        sources = List.copyOf(sources);
        directory = directory.toAbsolutePath();
        cacheDirectory = cacheDirectory.toAbsolutePath();
    }

    /**
     * Returns the settings that the options and the machine make.
     *
     * @param crsDirectory the option {@code tee-rex.crsDirectory}, or null: then the variable {@code CRS_PATH}, then
     *     {@code ~/.bb-crs}
     * @param crsUrl the option {@code tee-rex.crsUrl}, or null for Aztec's hosts, which a mirror replaces: the address of
     *     the file when it ends in {@code .dat}, otherwise of the folder in which it is called {@code g1.dat} (as on
     *     Aztec's hosts) or {@code bn254_g1.dat} (as in a CRS directory); http, https or file
     * @param cacheDirectory the option {@code tee-rex.cacheDirectory}
     * @param offline whether the network may not be used
     * @param machine whose environment and home count
     * @throws InputException when an option cannot be used
     */
    public static CrsSettings of(
            @Nullable Path crsDirectory,
            @Nullable String crsUrl,
            Path cacheDirectory,
            boolean offline,
            Machine machine) {
        Path directory = crsDirectory != null
                ? crsDirectory
                : machine.variable("CRS_PATH")
                        .map(CrsSettings::path)
                        .orElse(machine.home().resolve(".bb-crs"));
        return new CrsSettings(directory, crsUrl == null ? AZTEC : mirror(crsUrl), cacheDirectory, offline, PATIENCE);
    }

    /** Returns the addresses that may be asked. */
    List<CrsSource> reachableSources() {
        return sources.stream().filter(source -> !offline || source.isLocal()).toList();
    }

    private static List<CrsSource> mirror(String crsUrl) {
        URI uri;
        try {
            uri = new URI(crsUrl);
        } catch (URISyntaxException e) {
            throw new InputException(Code.BAD_OPTION, "tee-rex.crsUrl is not an address: " + e.getReason(), e);
        }
        if (uri.getScheme() == null
                || uri.getPath() == null
                || !Set.of("http", "https", "file").contains(uri.getScheme())) {
            throw new InputException(Code.BAD_OPTION, "tee-rex.crsUrl must be an http, https or file address");
        }
        if (uri.getPath().endsWith(".dat") || uri.getRawQuery() != null) {
            return List.of(new CrsSource(uri));
        }
        String folder = crsUrl.endsWith("/") ? crsUrl : crsUrl + "/";
        return List.of(source(folder + "g1.dat"), source(folder + PointFile.PLAIN));
    }

    private static CrsSource source(String address) {
        return new CrsSource(URI.create(address));
    }

    private static Path path(String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new InputException(Code.BAD_OPTION, "CRS_PATH is not a path on this system", e);
        }
    }
}
