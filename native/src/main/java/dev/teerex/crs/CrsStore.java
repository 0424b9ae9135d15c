package dev.teerex.crs;

import dev.teerex.Deadline;
import dev.teerex.Sha256;
import dev.teerex.Ticker;
import dev.teerex.crs.CrsException.Code;
import dev.teerex.download.Downloader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The genuine CRS: the directory that bb itself uses, looked at before bb is, and completed where points are missing.
 * Thread-safe; several builds may use one directory at once.
 */
public final class CrsStore {
    private static final int FIRST_MAJOR_WITH_COMPRESSED = 5;

    private final CrsSettings settings;
    private final Downloader downloader;
    private final Ticker ticker;
    private final Ceremony genuine;

    /** Makes a store; nothing is looked at yet. The downloader stays the caller's to close. */
    public CrsStore(CrsSettings settings, Downloader downloader, Ticker ticker) {
        this(settings, downloader, ticker, Ceremony.ignition());
    }

    /** For tests, which have no more than the first 1025 points of the genuine setup: another setup takes its place. */
    CrsStore(CrsSettings settings, Downloader downloader, Ticker ticker, Ceremony genuine) {
        this.settings = settings;
        this.downloader = downloader;
        this.ticker = ticker;
        this.genuine = genuine;
    }

    /**
     * Returns what the directory holds for a bb of this major version, of whatever kind; empty when it holds nothing.
     * Nothing is fetched, made or locked.
     *
     * @throws CrsException WRONG_CONTENT or UNUSABLE_DIRECTORY
     */
    public Optional<Crs> present(int bbMajor) {
        return files(bbMajor, Long.MAX_VALUE).stream()
                .max((a, b) -> Long.compare(a.points(), b.points()))
                .map(file -> new Crs(settings.directory(), settings.directory(), file.kind(), file.points()));
    }

    /**
     * Returns a genuine CRS with the points that a job needs. When they are there, files of the directory are only read
     * and nothing is written in it; otherwise the missing ones are fetched.
     *
     * @param need the points needed
     * @param bbMajor the major version of the bb that will read it
     * @param listener is told of a transfer
     * @throws CrsException with each of its codes but TIMED_OUT
     */
    public Crs ensure(CrsNeed need, int bbMajor, CrsListener listener) {
        return ensure(need, bbMajor, Deadline.never(ticker), listener);
    }

    /**
     * Returns the same, by a deadline.
     *
     * @param need the points needed
     * @param bbMajor the major version of the bb that will read it
     * @param deadline until when to wait for another build, and to fetch
     * @param listener is told of a transfer
     * @throws CrsException with each of its codes
     */
    public Crs ensure(CrsNeed need, int bbMajor, Deadline deadline, CrsListener listener) {
        Optional<Crs> there = find(need, bbMajor);
        if (there.isPresent()) {
            return there.get();
        }
        List<CrsSource> sources = settings.reachableSources();
        if (sources.isEmpty()) {
            throw insufficient(need, bbMajor);
        }
        Path target = settings.directory().resolve(PointFile.PLAIN);
        CrsDownload download = new CrsDownload(downloader, genuine, sources, deadline);
        return FolderLock.holding(settings.directory(), settings.lockPatience(), deadline, () -> find(need, bbMajor)
                // Not there even now: another build may have fetched them while this one waited.
                .or(() -> {
                    download.extend(target, genuine.checkable(need.points()), listener, remedies(need));
                    return find(need, bbMajor);
                })
                .orElseThrow(() -> insufficient(need, bbMajor)));
    }

    private Optional<Crs> find(CrsNeed need, int bbMajor) {
        for (PointFile file : files(bbMajor, need.points())) {
            if (file.kind() != Crs.Kind.GENUINE) {
                throw new CrsException(
                        Code.INSECURE_NOT_ALLOWED,
                        file.path() + " is a development CRS, under which no proof verifies: remove the file, or name"
                                + " another folder with tee-rex.crsDirectory or CRS_PATH");
            }
            if (file.points() >= need.points()) {
                return Optional.of(new Crs(settings.directory(), directoryForBb(file), file.kind(), file.points()));
            }
        }
        return Optional.empty();
    }

    /** Returns the files in the order in which bb looks at them: it takes the first that is long enough. */
    private List<PointFile> files(int bbMajor, long needed) {
        List<String> names = bbMajor < FIRST_MAJOR_WITH_COMPRESSED
                ? List.of(PointFile.PLAIN)
                : List.of(PointFile.PLAIN, PointFile.COMPRESSED);
        return names.stream()
                .map(name -> PointFile.find(settings.directory().resolve(name), genuine, needed))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A directory that bb cannot write to gets a stand-in that it can, with a link to the file that it will read. */
    private Path directoryForBb(PointFile file) {
        if (Files.isWritable(settings.directory()) && FolderLock.isWritable(settings.directory())) {
            return settings.directory();
        }
        String name = file.kind().text() + " " + file.path();
        byte[] digest = Sha256.start().digest(name.getBytes(StandardCharsets.UTF_8));
        Path standIn = settings.cacheDirectory()
                .resolve("crs-links")
                .resolve(HexFormat.of().formatHex(digest, 0, 8));
        Path link = standIn.resolve(file.path().getFileName());
        try {
            Files.createDirectories(standIn);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, file.path());
            }
        } catch (FileAlreadyExistsException madeByAnotherBuild) {
            return standIn;
        } catch (IOException e) {
            throw new CrsException(
                    Code.UNUSABLE_DIRECTORY,
                    settings.directory() + " cannot be written, and neither can " + standIn + ", which would stand in"
                            + " for it: bb puts its lock and its Grumpkin points into the folder; name another one with"
                            + " tee-rex.crsDirectory or CRS_PATH",
                    e);
        }
        return standIn;
    }

    private CrsException insufficient(CrsNeed need, int bbMajor) {
        Path file = settings.directory().resolve(PointFile.PLAIN);
        long points = present(bbMajor).map(Crs::points).orElse(0L);
        return points == 0
                ? new CrsException(Code.MISSING, "there is no CRS: " + file + " does not exist. " + remedies(need))
                : new CrsException(
                        Code.TOO_SHORT,
                        "the CRS is too short: " + file + " holds " + points + " points. " + remedies(need));
    }

    private String remedies(CrsNeed need) {
        long bytes = genuine.checkable(need.points()) * G1.BYTES;
        return "This job needs the first " + need.points() + " points (" + need.points() * G1.BYTES + " bytes)."
                + " Where there is a network: curl -r 0-" + (bytes - 1) + " -o " + PointFile.PLAIN + " "
                + settings.sources().get(0) + ", and bring the file to " + settings.directory()
                + "; or name a mirror with tee-rex.crsUrl, or a folder that has the file with tee-rex.crsDirectory or"
                + " CRS_PATH; or, for a proof that never verifies, set tee-rex.insecureDevCrs=ifNoGenuine.";
    }
}
