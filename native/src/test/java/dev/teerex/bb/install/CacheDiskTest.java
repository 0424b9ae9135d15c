package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.process.ShortCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Caches on a real file system of their own, which only root may mount. */
class CacheDiskTest extends WithBench {
    private boolean mounted;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(bench.cache);
    }

    @AfterEach
    void stop() throws IOException {
        if (mounted) {
            assertThat(run("umount", bench.cache.toString())).isTrue();
        }
    }

    private void mount(String size) throws IOException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", bench.cache.toString());
        assumeTrue(mounted, "skipped: a file system of its own can only be mounted by root on Linux");
    }

    private static boolean run(String... command) throws IOException {
        try {
            return ShortCommand.run(List.of(command), Map.of(), Duration.ofSeconds(30))
                            .exitCode()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private void assertCacheUnusable() {
        assertThatThrownBy(bench::install)
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.CACHE_UNUSABLE))
                .hasMessageContaining(bench.cache.toString());
    }

    @Test
    void aFullDiskLeavesNothing() throws IOException {
        mount("128k");

        assertCacheUnusable();
        bench.assertNothingLeft();

        assertThat(run("mount", "-o", "remount,size=8m", bench.cache.toString()))
                .isTrue();
        bench.install();
        assertThat(bench.binary()).hasBinaryContent(Bench.BINARY);
    }

    @Test
    void aReadOnlyCacheServesWhatItHasAndTakesNothing() throws IOException {
        mount("8m");
        bench.install();
        Files.delete(bench.binary().resolveSibling("bb.notes"));
        assertThat(run("mount", "-o", "remount,ro", bench.cache.toString())).isTrue();

        assertThat(bench.install().path()).isEqualTo(bench.binary());
        bench.lock = Bench.lock(Bench.VERSION, Archive.integrity(Bench.ARCHIVE), "0".repeat(64));
        assertCacheUnusable();
    }
}
