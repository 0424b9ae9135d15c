package dev.teerex.bb.install;

import dev.teerex.Ticker;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbVersion;
import dev.teerex.file.AtomicFile;
import dev.teerex.file.ExclusiveLock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What versions outside the lock were when they were first installed here, one file for each, in the lock's own form.
 * It lies beside the cache, so that emptying the cache does not forget it.
 */
final class FirstUse {
    private final Path folder;
    private final Duration lockWait;
    private final Ticker ticker;

    FirstUse(Path folder, Duration lockWait, Ticker ticker) {
        this.folder = folder;
        this.lockWait = lockWait;
        this.ticker = ticker;
    }

    /**
     * Returns what a version was.
     *
     * @throws BbException {@link Code#CACHE_UNUSABLE} when there is a record that cannot be read
     */
    Optional<BbPin> pin(BbVersion version) {
        Path file = file(version);
        try (InputStream in = Files.newInputStream(file)) {
            BbPin pin = BbLock.read(in).pin(version).orElseThrow(() -> new IOException("it is of another version"));
            return Optional.of(pin);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new BbException(
                    Code.CACHE_UNUSABLE,
                    file + ", the record of what bb " + version
                            + " was at its first use, cannot be read; restore it, or"
                            + " remove it to trust the npm registry anew",
                    e);
        }
    }

    /**
     * Records what a version is, in addition to what is known of other platforms.
     *
     * @throws BbException {@link Code#WRONG_INTEGRITY} when another platform's is of another package
     */
    void record(BbVersion version, Integrity integrity, BbPlatform platform, String sha256) throws IOException {
        Files.createDirectories(folder);
        // Each platform has its own folder and lock in the cache, and all of them this one file.
        ExclusiveLock.holding(folder.resolve(version + ".lock"), lockWait, ticker, () -> {}, () -> {
            Map<BbPlatform, String> all = new EnumMap<>(BbPlatform.class);
            Optional<BbPin> known = pin(version);
            if (known.isPresent()) {
                requireSame(known.get(), integrity);
                all.putAll(known.get().sha256());
            }
            all.put(platform, sha256);
            Path file = file(version);
            AtomicFile.write(file, BbLock.write(new BbPin(version, integrity, all, null)));
            return file;
        });
    }

    private static void requireSame(BbPin known, Integrity integrity) {
        if (!known.integrity().equals(integrity)) {
            throw new BbException(
                    Code.WRONG_INTEGRITY,
                    "the npm registry stated one hash of bb " + known.version()
                            + " for this platform and another one for"
                            + " another, at its first use here; an npm version never changes, so ask whoever runs the"
                            + " registry",
                    null);
        }
    }

    private Path file(BbVersion version) {
        return folder.resolve(version + ".json");
    }
}
