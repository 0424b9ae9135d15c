package dev.teerex.crs;

import dev.teerex.Deadline;
import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import dev.teerex.crs.CrsException.Code;
import dev.teerex.download.Download;
import dev.teerex.download.DownloadException;
import dev.teerex.download.Downloader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Fetches the points that a file lacks from the first host that has them, and checks them before they are used. */
final class CrsDownload {
    /** How often a host may break off, as long as each connection brings something. */
    private static final int CONNECTIONS = 5;

    private static final int BUFFER = 1 << 16;

    private static final Set<Code> NOT_THE_HOSTS_FAULT =
            EnumSet.of(Code.UNUSABLE_DIRECTORY, Code.CANCELLED, Code.TIMED_OUT);

    private final Downloader downloader;
    private final Ceremony genuine;
    private final List<CrsSource> sources;
    private final Deadline deadline;

    CrsDownload(Downloader downloader, Ceremony genuine, List<CrsSource> sources, Deadline deadline) {
        this.downloader = downloader;
        this.genuine = genuine;
        this.sources = sources;
        this.deadline = deadline;
    }

    /**
     * Lets a file grow, or begins it. What broken connections brought stays beside the file, for the next attempt.
     *
     * @param target the file; not changed unless all went well
     * @param points how many points it is to have, a number that the ceremony can check
     * @param remedies what else can be done, for the message of a failure
     * @throws CrsException DOWNLOAD_FAILED; WRONG_CONTENT or NOT_ON_CURVE when a host sent something else and no other
     *     host had the points; UNUSABLE_DIRECTORY; CANCELLED; TIMED_OUT
     */
    void extend(Path target, long points, CrsListener listener, String remedies) {
        List<TeeRexException> failures = new ArrayList<>();
        for (CrsSource source : sources) {
            try {
                fetch(source, target, points, listener);
                return;
            } catch (DownloadException e) {
                if (e.reason() == DownloadException.Code.CANCELLED) {
                    throw CrsException.cancelled(e);
                }
                if (deadline.passed()) {
                    throw CrsException.timedOut(deadline, e);
                }
                failures.add(e);
            } catch (CrsException e) {
                if (NOT_THE_HOSTS_FAULT.contains(e.reason())) {
                    throw e;
                }
                failures.add(e);
            }
        }
        throw failure(target, points, failures, remedies);
    }

    private void fetch(CrsSource source, Path target, long points, CrsListener listener) {
        while (true) {
            PartFile part = PartFile.resume(target, points * G1.BYTES);
            try (part) {
                transfer(source, part, points * G1.BYTES, listener);
                check(source, part, points);
                part.moveIntoPlace();
                return;
            } catch (TeeRexException e) {
                boolean usable = !isAboutContent(e.reason()) && e.reason() != Code.UNUSABLE_DIRECTORY;
                if (!usable || !part.hasGrown()) {
                    part.discard();
                }
                if (!isAboutContent(e.reason()) || !part.resumed()) {
                    throw e;
                }
                // What the earlier build left may be what is wrong: once more, without it.
            }
        }
    }

    private void transfer(CrsSource source, PartFile part, long bytes, CrsListener listener) {
        for (int connection = 1; part.size() < bytes; connection++) {
            long before = part.size();
            try (Download download = downloader.open(source.address(), Map.of(), before, bytes, deadline)) {
                if (download.totalLength() >= 0 && download.totalLength() < bytes) {
                    throw tooShort(source, download.totalLength(), bytes);
                }
                copy(source, download, part, bytes, listener);
            } catch (DownloadException e) {
                boolean worthAnother = e.reason() == DownloadException.Code.CUT && part.size() > before;
                if (!worthAnother || connection == CONNECTIONS) {
                    throw e;
                }
            } catch (IOException e) {
                throw new CrsException(Code.DOWNLOAD_FAILED, "the connection failed: " + source, e);
            }
        }
    }

    private void copy(CrsSource source, Download download, PartFile part, long bytes, CrsListener listener)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        // A server that knows no ranges sends everything from the beginning.
        long position = download.offset();
        while (part.size() < bytes) {
            int read = download.body().read(buffer, 0, (int) Math.min(BUFFER, bytes - position));
            if (read < 0) {
                throw tooShort(source, position, bytes);
            }
            int known = (int) Math.min(read, part.size() - position);
            boolean firstPointsKnown = part.size() >= 2L * G1.BYTES;
            part.append(buffer, known, read - known);
            position += read;
            if (!firstPointsKnown) {
                checkFirstPoints(source, part);
            }
            listener.transferred("CRS points", part.size(), bytes);
        }
    }

    private void checkFirstPoints(CrsSource source, PartFile part) {
        byte[] expected = genuine.firstPoints();
        byte[] found = new byte[expected.length];
        if (part.read(0, found) == found.length && !Arrays.equals(found, expected)) {
            throw new CrsException(
                    Code.WRONG_CONTENT, "not the points of the Ignition ceremony (the first two differ): " + source);
        }
    }

    private void check(CrsSource source, PartFile part, long points) {
        Ceremony.Check check = genuine.check(points, source);
        byte[] block = new byte[BUFFER];
        for (long position = 0; position < points * G1.BYTES; position += BUFFER) {
            if (deadline.passed()) {
                throw CrsException.timedOut(deadline, null);
            }
            check.next(block, part.read(position, block));
        }
        check.end();
    }

    private static boolean isAboutContent(Reason reason) {
        return reason == Code.WRONG_CONTENT || reason == Code.NOT_ON_CURVE;
    }

    private static CrsException tooShort(CrsSource source, long has, long bytes) {
        return new CrsException(
                Code.TOO_SHORT,
                "it has only " + has + " bytes, " + has / G1.BYTES + " points, of the " + bytes / G1.BYTES
                        + " that can be checked together: " + source);
    }

    private static CrsException failure(Path target, long points, List<TeeRexException> failures, String remedies) {
        Code code = failures.stream()
                .map(TeeRexException::reason)
                .filter(CrsDownload::isAboutContent)
                .map(Code.class::cast)
                .findFirst()
                .orElse(Code.DOWNLOAD_FAILED);
        CrsException failure = new CrsException(
                code,
                "no host delivered the first " + points + " points for " + target
                        + " (points already in it are checked along with them):\n  "
                        + failures.stream().map(Throwable::getMessage).collect(Collectors.joining("\n  "))
                        + "\n" + remedies);
        failures.forEach(failure::addSuppressed);
        return failure;
    }
}
