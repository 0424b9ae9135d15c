package dev.teerex.bb.install;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.install.BbInstallListener.Event;
import dev.teerex.download.Download;
import dev.teerex.download.DownloadException;
import dev.teerex.download.Downloader;
import dev.teerex.file.AtomicFile;
import dev.teerex.file.ExclusiveLock;
import dev.teerex.npm.NpmConfiguration;
import dev.teerex.npm.NpmRegistry;
import dev.teerex.npm.NpmTarball;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gets a version of {@code bb} as a binary whose hash was checked, out of the npm package {@code @aztec/bb.js}.
 *
 * <p>A binary once installed is kept in {@code <cache>/bb/<version>/<platform>/bb} and used without a network from then
 * on. No other version than the one asked for is ever returned, and {@code $PATH} is never searched. Thread-safe; any
 * number of threads and processes may share a cache folder.
 */
public final class BbInstaller {
    private static final String SCOPE = "@aztec";
    private static final String PACKAGE = "@aztec/bb.js";

    private final Machine machine;
    private final Ticker ticker;
    private final Path cache;
    private final Downloader downloader;
    private final NpmConfiguration npm;
    private final BbInstallListener listener;
    private final BbLock lock;
    private final InstallLimits limits;
    private final FirstUse firstUse;
    private final BbVersionRun versionRun;
    private final GivenBb given;

    /**
     * Makes an installer; nothing is read or made yet.
     *
     * @param machine the machine that the binary is for
     * @param ticker what waits are measured with
     * @param cacheDirectory where binaries are kept, and hashes of versions outside the lock; made when needed
     * @param downloader how the registry is reached; when it is offline, only what is in the cache is returned
     * @param npm which registry is asked
     * @param listener is told how it goes on
     */
    public BbInstaller(
            Machine machine,
            Ticker ticker,
            Path cacheDirectory,
            Downloader downloader,
            NpmConfiguration npm,
            BbInstallListener listener) {
        this(machine, ticker, cacheDirectory, downloader, npm, listener, BbLock.shipped(), InstallLimits.DEFAULT);
    }

    BbInstaller(
            Machine machine,
            Ticker ticker,
            Path cacheDirectory,
            Downloader downloader,
            NpmConfiguration npm,
            BbInstallListener listener,
            BbLock lock,
            InstallLimits limits) {
        this.machine = machine;
        this.ticker = ticker;
        this.cache = cacheDirectory.toAbsolutePath();
        this.downloader = downloader;
        this.npm = npm;
        this.listener = listener;
        this.lock = lock;
        this.limits = limits;
        this.firstUse = new FirstUse(cache.resolve("bb-first-use"), limits.lockWait(), ticker);
        this.versionRun = new BbVersionRun(machine, limits.versionRun());
        this.given = new GivenBb(cache.resolve("bb-given"), lock, versionRun);
    }

    /**
     * Returns the binary of a version, after installing it where it is not in the cache.
     *
     * @param version the version
     * @param allowUnlocked whether a version may be installed that is not in the lock: the registry's word is then taken
     *     the first time, recorded beside the cache, and enforced from then on
     * @param loader the command put before the binary; empty where it starts by itself
     * @return the binary, which runs here
     * @throws BbException with each of its codes that speaks of binaries, packages, the cache or the registry, and {@link
     *     Code#CANCELLED} when the thread is interrupted
     * @throws DownloadException when the registry does not deliver, or downloads are switched off
     * @throws InputException when an {@code .npmrc} cannot be used
     */
    public BbBinary install(BbVersion version, boolean allowUnlocked, List<String> loader) {
        BbPlatform platform = BbPlatform.of(machine);
        Optional<BbPin> locked = lock.pin(version);
        if (locked.isEmpty() && !allowUnlocked) {
            throw new BbException(
                    Code.NOT_IN_LOCK,
                    "bb " + version + " is not in the lock, which has " + lock.versions()
                            + "; use one of these, or allow versions outside the lock (tee-rex.allowUnlocked), whose hash is then"
                            + " trusted on first use",
                    null);
        }
        Installation installation = new Installation(version, platform, locked.orElse(null));
        try {
            BinaryNotes notes = installation.binary();
            installation.checkReported(versionRun.reported(installation.binary, notes, loader));
            return chosen(new BbBinary(
                    installation.binary,
                    version,
                    notes.sha256(),
                    locked.isPresent() ? BbOrigin.LOCKED : BbOrigin.TRUSTED_ON_FIRST_USE,
                    loader));
        } catch (IOException e) {
            throw cacheUnusable(e);
        } catch (UncheckedIOException e) {
            throw cacheUnusable(Objects.requireNonNull(e.getCause()));
        }
    }

    /**
     * Returns a binary that the user names, whatever it is, after it has run {@code --version}.
     *
     * @param binary the file
     * @param expected the version that it must be, or null where any will do
     * @param loader the command put before the binary; empty where it starts by itself
     * @return the binary, with its real path
     * @throws InputException {@link InputException.Code#UNREADABLE} when there is no such file
     * @throws BbException {@link Code#CANNOT_RUN}, {@link Code#WRONG_VERSION} when it is another version, or says none, or {@link
     *     Code#CANCELLED} when the thread is interrupted
     */
    public BbBinary given(Path binary, @Nullable BbVersion expected, List<String> loader) {
        return chosen(given.at(binary, expected, loader));
    }

    private BbBinary chosen(BbBinary bb) {
        listener.chosen(bb);
        return bb;
    }

    /** Returns what an interrupted thread is told: it closes the file that is in use, which looks like a fault of the disk. */
    static BbException cancelled(IOException cause) {
        return new BbException(
                Code.CANCELLED, "interrupted while bb was looked for or installed, so it was given up", cause);
    }

    private static BbException noRegistry() {
        return new BbException(
                Code.NO_REGISTRY,
                "nothing here names an npm registry to fetch bb from; set tee-rex.npmRegistry, or npm_config_registry in"
                        + " the environment, or registry=... in .npmrc (of the project or in the home folder)",
                null);
    }

    private BbException cacheUnusable(IOException cause) {
        if (Thread.currentThread().isInterrupted()) {
            return cancelled(cause);
        }
        return new BbException(
                Code.CACHE_UNUSABLE,
                "the cache folder " + cache + " cannot be used ("
                        + cause.getClass().getSimpleName() + ": "
                        + cause.getMessage() + "); check its permissions and free space, or name another one"
                        + " (tee-rex.cacheDirectory)",
                cause);
    }

    /** One version for one platform, in its folder of the cache. */
    private final class Installation {
        private final BbVersion version;
        private final BbPlatform platform;
        private final @Nullable BbPin locked;
        private final Path folder;
        private final Path binary;

        Installation(BbVersion version, BbPlatform platform, @Nullable BbPin locked) {
            this.version = version;
            this.platform = platform;
            this.locked = locked;
            this.folder = cache.resolve("bb").resolve(version.text()).resolve(platform.directory());
            this.binary = folder.resolve("bb");
        }

        /** Returns the binary's notes; the binary is then in its place, and the right one. */
        BinaryNotes binary() throws IOException {
            Optional<BinaryNotes> here = whole();
            if (here.isPresent()) {
                return found(here.orElseThrow());
            }
            if (downloader.offline()) {
                throw notHere();
            }
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            return ExclusiveLock.holding(
                    folder.resolve("bb.lock"), limits.lockWait(), ticker, () -> tell(Event.WAITING), () -> {
                        // Another build may have been first.
                        Optional<BinaryNotes> now = whole();
                        return now.isPresent() ? found(now.orElseThrow()) : fetch();
                    });
        }

        private BinaryNotes found(BinaryNotes notes) {
            tell(Event.FOUND);
            return notes;
        }

        private void tell(Event event) {
            listener.happened(event, version, binary);
        }

        /** Returns what this version must be; nothing for one outside the lock that was never here. */
        private Optional<BbPin> pin() {
            return locked != null ? Optional.of(locked) : firstUse.pin(version);
        }

        private Optional<BinaryNotes> whole() throws IOException {
            Optional<String> wanted = pin().flatMap(pin -> pin.sha256For(platform));
            if (wanted.isEmpty() || !Files.isRegularFile(binary, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            BinaryNotes notes = BinaryNotes.of(binary, folder.resolve("bb.notes"));
            return notes.sha256().equals(wanted.orElseThrow()) ? Optional.of(notes) : Optional.empty();
        }

        private TeeRexException notHere() {
            if (Files.exists(binary, LinkOption.NOFOLLOW_LINKS)) {
                return new BbException(
                        Code.WRONG_BINARY,
                        binary + " is not the binary of bb " + version
                                + " that it should be, and offline no other can be"
                                + " fetched; go online, or give the path of one (tee-rex.bb)",
                        null);
            }
            return DownloadException.offline("bb " + version + " is not in the cache (" + binary
                    + ") and is not fetched offline; go online once, or give the path of a binary (tee-rex.bb)");
        }

        /** Installs the binary; the folder's lock is held. */
        private BinaryNotes fetch() throws IOException {
            if (locked != null && locked.sha256For(platform).isEmpty()) {
                throw new BbException(
                        Code.NOT_IN_LOCK,
                        "the lock has no hash of bb " + version + " for " + platform.directory(),
                        null);
            }
            removeLeftovers();
            NpmRegistry registry = npm.registry(SCOPE).orElseThrow(BbInstaller::noRegistry);
            NpmTarball tarball = registry.tarball(downloader, PACKAGE, version.text());
            Integrity integrity = integrity(tarball, registry);
            tell(Event.DOWNLOADING);
            Path part = folder.resolve("bb" + AtomicFile.PART);
            try {
                String sha256 = extract(tarball, registry, integrity, part);
                accept(integrity, sha256);
                tell(locked == null ? Event.TRUSTED_ON_FIRST_USE : Event.VERIFIED);
                Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r-xr-xr-x"));
                AtomicFile.move(part, binary);
            } finally {
                Files.deleteIfExists(part);
            }
            tell(Event.INSTALLED);
            return whole().orElseThrow(() -> new BbException(
                    Code.WRONG_BINARY, binary + " was changed right after it was written; is the disk sound?", null));
        }

        /** Removes what is not the right binary, and what builds that were killed have left. */
        private void removeLeftovers() throws IOException {
            if (Files.deleteIfExists(binary)) {
                tell(Event.REMOVED_CORRUPT);
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(each -> each.toString().endsWith(AtomicFile.PART))
                        .toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }

        /** Returns what the archive must be. For a version in the lock the registry's word counts for nothing. */
        private Integrity integrity(NpmTarball tarball, NpmRegistry registry) {
            if (locked != null) {
                return locked.integrity();
            }
            Integrity stated = tarball.integrity()
                    .flatMap(Integrity::in)
                    .orElseThrow(() -> new BbException(
                            Code.WRONG_INTEGRITY,
                            "the npm registry " + registry + " states no SHA-512 of bb " + version
                                    + ", so it cannot be trusted on first use",
                            null));
            Optional<BbPin> known = firstUse.pin(version);
            if (known.isPresent() && !known.orElseThrow().integrity().equals(stated)) {
                throw new BbException(
                        Code.WRONG_INTEGRITY,
                        "the npm registry " + registry + " now states another hash of bb " + version + " than at its"
                                + " first use here; an npm version never changes, so ask whoever runs the registry",
                        null);
            }
            return stated;
        }

        private String extract(NpmTarball tarball, NpmRegistry registry, Integrity integrity, Path part)
                throws IOException {
            String entry = "package/build/" + platform.directory() + "/bb";
            try (Download archive = downloader.openResuming(
                            tarball.address(), registry.headersFor(tarball.address()), limits.attempts());
                    InputStream body = archive.bodyUpTo(limits.archiveBytes())) {
                InputStream counted = new CountingInput(
                        body, done -> listener.transferred("bb " + version, done, archive.totalLength()));
                return new BbTarball(version, entry, integrity, limits.binaryBytes()).extract(counted, part);
            }
        }

        /** Lets a binary pass when its hash is the right one, or records it on first use. */
        private void accept(Integrity integrity, String sha256) throws IOException {
            Optional<String> wanted = pin().flatMap(pin -> pin.sha256For(platform));
            if (wanted.isEmpty()) {
                firstUse.record(version, integrity, platform, sha256);
            } else if (!wanted.orElseThrow().equals(sha256)) {
                throw new BbException(
                        Code.WRONG_BINARY,
                        "the binary of bb " + version + " for " + platform.directory() + " in the npm package has the"
                                + " SHA-256 " + sha256 + " and not " + wanted.orElseThrow() + "; it is not used",
                        null);
            }
        }

        void checkReported(String reported) {
            @Nullable String exactly = locked == null ? null : locked.reports();
            boolean right = exactly != null
                    ? reported.equals(exactly)
                    // Releases say which nightly build they were made of: 5.0.0 says 5.0.0-nightly.20260710. The hash
                    // has pinned the bytes already, and who adds an entry to the lock need not have run them.
                    : BbVersion.isVersion(reported) && BbVersion.of(reported).isOfSameRelease(version);
            if (!right) {
                throw new BbException(
                        Code.WRONG_VERSION, binary + " says that it is " + reported + " and not " + version, null);
            }
        }
    }
}
