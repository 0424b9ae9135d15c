package dev.teerex.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.Deadline;
import dev.teerex.Machine;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.crs.CrsException;
import dev.teerex.crs.CrsListener;
import dev.teerex.crs.CrsNeed;
import dev.teerex.crs.CrsSettings;
import dev.teerex.crs.CrsStore;
import dev.teerex.crs.CrsSupply;
import dev.teerex.crs.InsecureDevCrs;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.crs.VerificationCrs;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server runs for months: what it once found may not be there any more. */
class ServerCrsTest {
    private static final Path REAL_CRS = Path.of(System.getProperty("tee-rex.test.shared", ""), "crs", "bn254_g1.dat");
    private static final int POINTS = 64;
    private static final BbBinary BB =
            new BbBinary(Path.of("bb"), BbVersion.of("5.0.0"), "00", BbOrigin.LOCKED, List.of());

    @TempDir
    Path folder;

    private final Downloader downloader = new Downloader(HttpSettings.of(true, List.of()));

    @AfterEach
    void close() {
        downloader.close();
    }

    @Test
    void aCrsThatIsGoneIsNotReadyAndIsGotAgain() throws IOException {
        ServerCrs crs = crs(InsecureDevCrsPolicy.ALWAYS);
        Path file = choose(crs).directory().resolve("bn254_g1.dat");
        assertThat(crs.isReady(BB, POINTS)).isTrue();
        assertThat(crs.likely(BB).word()).isEqualTo("insecure-dev");

        Files.delete(file);
        assertThat(crs.isReady(BB, POINTS)).isFalse();
        assertThat(crs.likely(BB).word()).isEqualTo("none");

        choose(crs);
        assertThat(file).exists();
        assertThat(crs.isReady(BB, POINTS)).isTrue();
    }

    @Test
    void aGenuineCrsThatIsGoneIsGotAgain() throws IOException {
        Path mirror = genuine(folder.resolve("mirror.dat"));
        ServerCrs crs = crs(InsecureDevCrsPolicy.NEVER);
        Path file = choose(crs).directory().resolve("bn254_g1.dat");
        Files.delete(file);

        assertThat(choose(crs).word()).isEqualTo("genuine");
        assertThat(file).exists();

        Files.delete(file);
        Files.delete(mirror);
        assertFails(CrsException.Code.DOWNLOAD_FAILED, crs);
    }

    @Test
    void aCrsThatWasReplacedIsLookedIntoAgain() throws IOException {
        Path file = genuine(Files.createDirectories(folder.resolve("crs")).resolve("bn254_g1.dat"));
        ServerCrs crs = crs(InsecureDevCrsPolicy.NEVER);
        choose(crs);

        Files.write(file, new byte[(int) Files.size(file)]);
        assertFails(CrsException.Code.WRONG_CONTENT, crs);
    }

    private static Path genuine(Path to) throws IOException {
        Assumptions.assumeTrue(Files.exists(REAL_CRS), "skipped: no genuine CRS points beside the checkout");
        return Files.copy(REAL_CRS, to);
    }

    private static ServerCrs.Choice choose(ServerCrs crs) {
        return crs.choose(BB, () -> new CrsNeed(POINTS), Deadline.never(Ticker.system()));
    }

    private static void assertFails(CrsException.Code code, ServerCrs crs) {
        assertThatExceptionOfType(CrsException.class)
                .isThrownBy(() -> choose(crs))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(code));
    }

    private ServerCrs crs(InsecureDevCrsPolicy policy) {
        CrsSettings settings = CrsSettings.of(
                folder.resolve("crs"),
                folder.resolve("mirror.dat").toUri().toString(),
                folder.resolve("cache"),
                true,
                Machine.current());
        CrsStore genuine = new CrsStore(settings, downloader, Ticker.system());
        return new ServerCrs(
                genuine,
                new CrsSupply(genuine, new InsecureDevCrs(settings, Ticker.system())),
                new VerificationCrs(settings),
                policy,
                settings.directory(),
                1 << 20,
                CrsListener.NONE);
    }
}
