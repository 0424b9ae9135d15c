package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Ticker;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstUseTest {
    private static final Integrity INTEGRITY = Archive.integrity(Bench.ARCHIVE);
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);

    @TempDir
    Path folder;

    private FirstUse firstUse() {
        return new FirstUse(folder.resolve("records"), Duration.ofSeconds(30), Ticker.system());
    }

    @Test
    void platformsThatShareACacheDoNotLoseEachOthersRecord() {
        CyclicBarrier together = new CyclicBarrier(2);
        for (int i = 0; i < 20; i++) {
            BbVersion version = BbVersion.of("7.0." + i);
            CompletableFuture<Void> other =
                    CompletableFuture.runAsync(() -> record(together, version, BbPlatform.ARM64_MACOS, TWO));
            record(together, version, BbPlatform.AMD64_LINUX, ONE);
            other.join();

            assertThat(firstUse().pin(version).orElseThrow().sha256())
                    .isEqualTo(Map.of(BbPlatform.AMD64_LINUX, ONE, BbPlatform.ARM64_MACOS, TWO));
        }
    }

    @Test
    void twoPlatformsCannotBeOfTwoPackages() throws IOException {
        BbVersion version = BbVersion.of("7.0.0");
        firstUse().record(version, INTEGRITY, BbPlatform.AMD64_LINUX, ONE);
        Integrity other = Archive.integrity(new byte[] {1});

        assertThatThrownBy(() -> firstUse().record(version, other, BbPlatform.ARM64_MACOS, TWO))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.WRONG_INTEGRITY));
        assertThat(firstUse().pin(version).orElseThrow().integrity()).isEqualTo(INTEGRITY);
    }

    private void record(CyclicBarrier together, BbVersion version, BbPlatform platform, String sha256) {
        try {
            together.await();
            firstUse().record(version, INTEGRITY, platform, sha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
