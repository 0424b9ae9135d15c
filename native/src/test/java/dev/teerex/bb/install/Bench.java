package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Machine;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.install.BbInstallListener.Event;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import dev.teerex.npm.NpmConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/** An installer with all that it needs, on a registry and a cache of its own. */
final class Bench implements AutoCloseable {
    static final BbVersion VERSION = BbVersion.of("7.0.0");
    static final BbPlatform PLATFORM = BbPlatform.of(Machine.current());
    static final String ENTRY = "package/build/" + PLATFORM.directory() + "/bb";
    /** A program that says it is 7.0.0, of a size that takes several reads. */
    static final byte[] BINARY = standIn("echo 7.0.0", 300_000);

    static final byte[] ARCHIVE = new Archive()
            .file("package/package.json", "{}".getBytes(StandardCharsets.UTF_8))
            .file(ENTRY, BINARY)
            .tgz();

    final FakeRegistry registry = new FakeRegistry();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<BbBinary> chosen = new CopyOnWriteArrayList<>();
    final List<Long> transferred = new CopyOnWriteArrayList<>();
    final Path folder;
    final Path cache;

    BbLock lock = lock(VERSION, Archive.integrity(ARCHIVE), Archive.sha256(BINARY));
    InstallLimits limits = new InstallLimits(4 << 20, 1 << 20, 3, Duration.ofSeconds(60), Duration.ofSeconds(30));
    Duration idleTimeout = Duration.ofSeconds(20);
    boolean offline;
    /** Whether the thread is interrupted when all of an archive has arrived. */
    boolean interrupted;

    Bench(Path folder) throws IOException {
        this.folder = folder;
        this.cache = folder.resolve("a cache, übrigens");
        registry.publish(VERSION.text(), ARCHIVE, Archive.integrity(ARCHIVE).text());
    }

    static BbLock lock(BbVersion version, Integrity integrity, String sha256) {
        return new BbLock(List.of(new BbPin(version, integrity, Map.of(PLATFORM, sha256), null)));
    }

    /** Returns a shell script with bytes after its end that do not compress. */
    static byte[] standIn(String script, int padding) {
        byte[] random = new byte[padding];
        new Random(1).nextBytes(random);
        String text = "#!/bin/sh\n" + script + "\nexit\n" + Base64.getEncoder().encodeToString(random) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Machine machine() {
        Machine here = Machine.current();
        return new Machine(here.os(), here.arch(), Map.of(), folder, folder, 1);
    }

    NpmConfiguration npm() {
        return new NpmConfiguration(machine(), folder, URI.create(registry.address()), Map.of());
    }

    BbBinary install() {
        return install(VERSION, false);
    }

    BbBinary install(BbVersion version, boolean allowUnlocked) {
        return use(installer -> installer.install(version, allowUnlocked, List.of()));
    }

    BbBinary use(Function<BbInstaller, BbBinary> work) {
        return use(npm(), work);
    }

    BbBinary use(NpmConfiguration npm, Function<BbInstaller, BbBinary> work) {
        HttpSettings settings = new HttpSettings(offline, List.of(), Duration.ofSeconds(5), idleTimeout);
        try (Downloader downloader = new Downloader(settings)) {
            return work.apply(
                    new BbInstaller(machine(), Ticker.system(), cache, downloader, npm, new Recorder(), lock, limits));
        }
    }

    Path binary() {
        return binary(VERSION);
    }

    Path binary(BbVersion version) {
        return cache.resolve("bb")
                .resolve(version.text())
                .resolve(PLATFORM.directory())
                .resolve("bb");
    }

    /** Checks that no binary is in the cache, nor a part of one. */
    void assertNothingLeft() throws IOException {
        if (Files.exists(cache)) {
            try (Stream<Path> files = Files.walk(cache)) {
                assertThat(files.filter(Files::isRegularFile)).allMatch(file -> file.endsWith("bb.lock"));
            }
        }
    }

    @Override
    public void close() {
        registry.close();
    }

    private final class Recorder implements BbInstallListener {
        @Override
        public void happened(Event event, BbVersion version, Path binary) {
            events.add(event);
        }

        @Override
        public void chosen(BbBinary bb) {
            chosen.add(bb);
        }

        @Override
        public void transferred(String what, long done, long total) {
            transferred.add(done);
            if (interrupted && done == total) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
