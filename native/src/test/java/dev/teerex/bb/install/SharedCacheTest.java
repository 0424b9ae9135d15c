package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.install.BbInstallListener.Event;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import dev.teerex.file.ExclusiveLock;
import dev.teerex.npm.NpmConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedCacheTest extends WithBench {
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void threadsThatInstallAtOnceDownloadOnce() throws Exception {
        CountDownLatch together = new CountDownLatch(4);
        List<Future<BbBinary>> installs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            installs.add(threads.submit(() -> {
                together.countDown();
                assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
                return bench.install();
            }));
        }

        for (Future<BbBinary> install : installs) {
            assertThat(install.get(60, TimeUnit.SECONDS).path()).hasBinaryContent(Bench.BINARY);
        }
        assertThat(bench.registry.archiveRequests()).isEqualTo(1);
        assertThat(bench.events).containsOnlyOnce(Event.INSTALLED);
    }

    @Test
    void aLockThatIsNotFreedInTimeIsSaidAndLeft() throws Exception {
        bench.limits = new InstallLimits(4 << 20, 1 << 20, 3, Duration.ofMillis(200), Duration.ofSeconds(30));
        Path lock = bench.binary().resolveSibling("bb.lock");
        Files.createDirectories(lock.getParent());

        ExclusiveLock.holding(lock, Duration.ZERO, Ticker.system(), () -> {}, () -> {
            assertThatThrownBy(bench::install)
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.CACHE_UNUSABLE))
                    .hasMessageContaining(lock.toString());
            return lock;
        });
        assertThat(bench.events).containsExactly(Event.WAITING);

        bench.install();
        assertThat(bench.events).endsWith(Event.INSTALLED);
    }

    @Test
    void processesThatInstallAtOnceDownloadOnce() throws Exception {
        List<Process> processes = List.of(otherBuild(), otherBuild());
        for (Process process : processes) {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        assertThat(bench.binary()).hasBinaryContent(Bench.BINARY);
        assertThat(bench.registry.archiveRequests()).isEqualTo(1);
    }

    @Test
    void whatAKilledBuildLeftIsRemovedAndItsLockIsFree() throws Exception {
        bench.registry.breakArchives(response -> response.onResponseBody(SocketEffect.Stall.INSTANCE));
        Process killed = otherBuild();
        Path part = bench.binary().resolveSibling("bb.part");
        assertThat(bench.registry.asked.await(60, TimeUnit.SECONDS)).isTrue();
        killed.destroyForcibly();
        assertThat(killed.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // Whether the other build had begun to write when it was killed is chance; here it always has.
        Files.writeString(part, "half a bi");
        Path note = Files.writeString(part.resolveSibling("bb.notes.123.part"), "sha");

        bench.install();

        assertThat(bench.binary()).hasBinaryContent(Bench.BINARY);
        assertThat(part).doesNotExist();
        assertThat(note).doesNotExist();
    }

    private Process otherBuild() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherBuild.class.getName(),
                        bench.cache.toString(),
                        bench.registry.address())
                .inheritIO()
                .start();
    }

    /** A build of its own: installs into the cache and from the registry that it is told. */
    static final class OtherBuild {
        private OtherBuild() {}

        public static void main(String[] arguments) {
            Path cache = Path.of(arguments[0]);
            Machine machine = Machine.current();
            NpmConfiguration npm = new NpmConfiguration(machine, cache, URI.create(arguments[1]), Map.of());
            BbLock lock = Bench.lock(Bench.VERSION, Archive.integrity(Bench.ARCHIVE), Archive.sha256(Bench.BINARY));
            try (Downloader downloader = new Downloader(HttpSettings.of(false, List.of()))) {
                new BbInstaller(
                                machine,
                                Ticker.system(),
                                cache,
                                downloader,
                                npm,
                                BbInstallListener.NONE,
                                lock,
                                InstallLimits.DEFAULT)
                        .install(Bench.VERSION, false, List.of());
            }
        }
    }
}
