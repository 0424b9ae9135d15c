package dev.teerex.bb.install;

import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbVersion;
import dev.teerex.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What versions outside the lock were when they were first installed here, one file for each, in the lock's own form.
 * It lies beside the cache, so that emptying the cache does not forget it.
 */
final class FirstUse {
    private final Path folder;

    FirstUse(Path folder) {
        this.folder = folder;
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

    /** Records what a version is, in addition to what is known of other platforms. */
    void record(BbVersion version, Integrity integrity, BbPlatform platform, String sha256) throws IOException {
        Map<BbPlatform, String> all = new EnumMap<>(BbPlatform.class);
        pin(version).ifPresent(known -> all.putAll(known.sha256()));
        all.put(platform, sha256);
        Files.createDirectories(folder);
        AtomicFile.write(file(version), BbLock.write(new BbPin(version, integrity, all, null)));
    }

    private Path file(BbVersion version) {
        return folder.resolve(version + ".json");
    }
}
