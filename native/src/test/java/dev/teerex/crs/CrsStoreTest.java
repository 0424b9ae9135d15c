package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.Ticker;
import dev.teerex.crs.CrsException.Code;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrsStoreTest {
    private static final int BB = 5;
    private static final CrsNeed HUNDRED = new CrsNeed(100);
    private static final CrsSource NOWHERE = new CrsSource(URI.create("https://example.invalid/g1.dat"));

    @TempDir
    Path temporary;

    private Downloader downloader = new Downloader(HttpSettings.of(false, List.of()));

    private Duration lockPatience = Duration.ofMinutes(1);

    @AfterEach
    void closeDownloader() {
        downloader.close();
    }

    @Test
    void missingPointsAreFetchedInARunThatCanBeChecked() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            List<String> progress = new ArrayList<>();

            Crs crs =
                    store(host.address()).ensure(HUNDRED, BB, (what, done, total) -> progress.add(done + "/" + total));

            assertThat(crs).isEqualTo(new Crs(directory(), directory(), Crs.Kind.GENUINE, 256));
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
            assertThat(host.asked()).containsExactly("0-16383");
            assertThat(progress).last().isEqualTo("16384/16384");
            assertNothingButTheFileAndTheLock();
        }
    }

    @Test
    void aSmallJobTakesTheOpeningOnly() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.points(65))) {
            store(host.address()).ensure(new CrsNeed(32), BB, CrsListener.NONE);

            assertThat(plain()).hasBinaryContent(FakeCeremony.points(64));
        }
    }

    @Test
    void enoughPointsMeanNoRequestAndNothingWritten() throws IOException {
        put(FakeCeremony.points(100));
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            assertThat(store(host.address())
                            .ensure(HUNDRED, BB, CrsListener.NONE)
                            .points())
                    .isEqualTo(100);

            assertThat(host.asked()).isEmpty();
            assertThat(directory()).isDirectoryNotContaining(path -> !path.equals(plain()));
        }
    }

    @Test
    void onlyTheMissingTailIsAskedFor() throws IOException {
        put(FakeCeremony.points(65));
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(host.asked()).containsExactly("4160-16383");
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
        }
    }

    @Test
    void aServerWithoutRangesIsReadPastWhatIsThere() throws IOException {
        put(FakeCeremony.points(65));
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS).withoutRanges()) {
            store(host.address()).ensure(new CrsNeed(257), BB, CrsListener.NONE);

            assertThat(plain()).hasBinaryContent(FakeCeremony.points(512));
        }
    }

    @Test
    void aConnectionThatIsCutIsResumedWhereItBroke() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)
                .then(new SocketEffect.CloseSocket())
                .then(new SocketEffect.CloseSocket())) {
            store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
            assertThat(host.asked()).containsExactly("0-16383", "8192-16383", "12288-16383");
        }
    }

    @Test
    void aStallEndsInTheIdleTimeoutAndIsResumed() throws IOException {
        downloader.close();
        downloader = new Downloader(new HttpSettings(false, List.of(), Duration.ofSeconds(10), Duration.ofSeconds(1)));
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS).then(SocketEffect.Stall.INSTANCE)) {
            store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(host.asked()).hasSize(2);
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
        }
    }

    @Test
    void aHostThatKeepsBreakingOffIsGivenUpAndWhatItSentIsUsedNextTime() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            for (int i = 0; i < 5; i++) {
                host.then(new SocketEffect.CloseSocket());
            }
            fails(Code.DOWNLOAD_FAILED, HUNDRED, host.address());
            assertThat(plain()).doesNotExist();

            store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(host.asked()).hasSize(6).last().isEqualTo("15872-16383");
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
            assertNothingButTheFileAndTheLock();
        }
    }

    @Test
    void anInterruptAtTheVeryEndKeepsWhatHasArrived() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            Thread here = Thread.currentThread();
            cancelled(
                    (what, done, total) -> {
                        if (done == total) {
                            here.interrupt();
                        }
                    },
                    host.address());
            assertThat(plain()).doesNotExist();
            assertThat(directory().resolve("bn254_g1.dat.part")).hasBinaryContent(FakeCeremony.points(256));

            store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(host.asked()).hasSize(1);
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
        }
    }

    @Test
    void anInterruptIsNoFaultOfTheDirectory() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            Thread.currentThread().interrupt();
            cancelled(CrsListener.NONE, host.address());
            assertThat(host.asked()).isEmpty();
        }
    }

    /** The thread is, or will be, interrupted. */
    private void cancelled(CrsListener listener, CrsSource source) {
        assertThatExceptionOfType(CrsException.class)
                .isThrownBy(() -> store(source).ensure(HUNDRED, BB, listener))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(Code.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatAKilledBuildLeftIsUsed() throws IOException {
        put(FakeCeremony.points(64));
        Files.write(directory().resolve("bn254_g1.dat.part"), FakeCeremony.points(200));
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(host.asked()).containsExactly("12800-16383");
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
        }
    }

    @Test
    void aHostThatCannotHelpDoesNotCostWhatIsThere() throws IOException {
        put(FakeCeremony.points(64));
        Files.write(directory().resolve("bn254_g1.dat.part"), FakeCeremony.points(200));
        try (FakeCrsHost tooShort = new FakeCrsHost(FakeCeremony.points(250));
                FakeCrsHost good = new FakeCrsHost(FakeCeremony.POINTS)) {
            store(tooShort.address(), good.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(good.asked()).containsExactly("12800-16383");
        }
    }

    @Test
    void aDamagedLeftoverIsThrownAwayAndFetchedAgain() throws IOException {
        byte[] left = FakeCeremony.points(200);
        left[70 * G1.BYTES] ^= 1;
        put(FakeCeremony.points(64));
        Files.write(directory().resolve("bn254_g1.dat.part"), left);
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(host.asked()).containsExactly("12800-16383", "4096-16383");
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
        }
    }

    @Test
    void aPointOffTheCurveIsRefusedAndNothingIsLeft() throws IOException {
        byte[] wrong = FakeCeremony.POINTS.clone();
        wrong[255 * G1.BYTES + 63] ^= 2;
        refused(Code.NOT_ON_CURVE, wrong);
    }

    @Test
    void aCoordinateThatIsNotReducedIsRefused() throws IOException {
        byte[] wrong = FakeCeremony.POINTS.clone();
        wrong[200 * G1.BYTES] = (byte) 0xff;
        refused(Code.NOT_ON_CURVE, wrong);
    }

    @Test
    void aWrongFirstPointIsRefused() throws IOException {
        byte[] wrong = FakeCeremony.POINTS.clone();
        wrong[63] = 3;
        refused(Code.WRONG_CONTENT, wrong);
    }

    @Test
    void thePointsOfAnotherTauAreRefused() throws IOException {
        refused(Code.WRONG_CONTENT, new TauPowers(InsecureDevCrs.TAU).points(0, 1024));
    }

    @Test
    void pointsOnTheCurveThatAreNotTheCeremonysAreRefused() throws IOException {
        byte[] wrong = FakeCeremony.POINTS.clone();
        System.arraycopy(wrong, 3 * G1.BYTES, wrong, 255 * G1.BYTES, G1.BYTES);
        refused(Code.WRONG_CONTENT, wrong);
    }

    @Test
    void theOtherPointWithTheSameXIsRefused() throws IOException {
        byte[] wrong = FakeCeremony.POINTS.clone();
        byte[] y = Fq.MODULUS.subtract(IndependentCurve.point(wrong, 99).get(1)).toByteArray();
        for (int i = 0; i < Fq.BYTES; i++) {
            wrong[100 * G1.BYTES - 1 - i] = i < y.length ? y[y.length - 1 - i] : 0;
        }
        assertThat(G1.isPoint(wrong, 99 * G1.BYTES)).isTrue();
        refused(Code.WRONG_CONTENT, wrong);
    }

    @Test
    void whatWasThereStaysWhenTheRestIsRefused() throws IOException {
        byte[] wrong = FakeCeremony.POINTS.clone();
        wrong[255 * G1.BYTES + 63] ^= 2;
        put(FakeCeremony.points(65));
        try (FakeCrsHost host = new FakeCrsHost(wrong)) {
            fails(Code.NOT_ON_CURVE, HUNDRED, host.address());
        }
        assertThat(plain()).hasBinaryContent(FakeCeremony.points(65));
        assertNothingButTheFileAndTheLock();
    }

    @Test
    void aHostWithTooFewPointsIsNoHost() throws IOException {
        put(FakeCeremony.points(65));
        for (int points : new int[] {2, 65, 100, 255}) {
            try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.points(points));
                    FakeCrsHost simple = new FakeCrsHost(FakeCeremony.points(points)).withoutRanges()) {
                fails(Code.DOWNLOAD_FAILED, HUNDRED, host.address());
                fails(Code.DOWNLOAD_FAILED, HUNDRED, simple.address());
            }
        }
        assertNothingButTheFileAndTheLock();
    }

    @Test
    void theSecondHostIsAskedWhenTheFirstFails() throws IOException {
        byte[] wrong = FakeCeremony.POINTS.clone();
        wrong[9] ^= 1;
        try (FakeCrsHost gone = new FakeCrsHost(FakeCeremony.POINTS).answering(404);
                FakeCrsHost liar = new FakeCrsHost(wrong);
                FakeCrsHost good = new FakeCrsHost(FakeCeremony.POINTS)) {
            store(gone.address(), liar.address(), good.address()).ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
        }
    }

    @Test
    void whenAllHostsFailEachIsQuotedAndTheWaysOutAreNamed() throws IOException {
        try (FakeCrsHost gone = new FakeCrsHost(FakeCeremony.POINTS).answering(404);
                FakeCrsHost broken = new FakeCrsHost(FakeCeremony.POINTS).answering(500)) {
            CrsException failure = fails(Code.DOWNLOAD_FAILED, HUNDRED, gone.address(), broken.address());

            assertThat(failure)
                    .hasMessageContainingAll(
                            "HTTP 404",
                            gone.address().toString(),
                            "HTTP 500",
                            broken.address().toString())
                    .hasMessageContainingAll(
                            "100 points (6400 bytes)",
                            "tee-rex.crsUrl",
                            "tee-rex.crsDirectory",
                            "CRS_PATH",
                            "tee-rex.insecureDevCrs");
            assertThat(failure).hasMessageNotContaining("secret");
            assertThat(failure.getSuppressed()).hasSize(2);
        }
        assertThat(directory()).isDirectoryNotContaining(path -> !path.endsWith("crs.lock"));
    }

    @Test
    void offlineNothingIsAskedAndNothingIsMade() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            CrsStore store = store(settings(true, host.address()));

            assertThatExceptionOfType(CrsException.class)
                    .isThrownBy(() -> store.ensure(HUNDRED, BB, CrsListener.NONE))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.MISSING))
                    .withMessageContainingAll(
                            "bn254_g1.dat",
                            "100 points",
                            "curl -r 0-16383",
                            host.address().toString());
            assertThat(host.asked()).isEmpty();
            assertThat(directory()).doesNotExist();
        }
    }

    @Test
    void offlineAShortFileIsSaidToBeShort() throws IOException {
        put(FakeCeremony.points(99));

        assertThatExceptionOfType(CrsException.class)
                .isThrownBy(() -> store(settings(true, NOWHERE)).ensure(HUNDRED, BB, CrsListener.NONE))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.TOO_SHORT))
                .withMessageContaining("holds 99 points");
    }

    @Test
    void aFileAddressServesOfflineToo() throws IOException {
        Path mirror = Files.write(temporary.resolve("mirror.dat"), FakeCeremony.POINTS);

        store(settings(true, new CrsSource(mirror.toUri()))).ensure(HUNDRED, BB, CrsListener.NONE);

        assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
    }

    @Test
    void aFileThatIsNoWholeNumberOfPointsIsRefused() throws IOException {
        for (int bytes : new int[] {0, 63, 64, 129}) {
            put(Arrays.copyOf(FakeCeremony.POINTS, bytes));
            fails(Code.WRONG_CONTENT, HUNDRED, NOWHERE);
        }
    }

    @Test
    void aFileOfAnotherSetupIsRefused() throws IOException {
        put(new TauPowers(BigInteger.TEN).points(0, 100));

        fails(Code.WRONG_CONTENT, HUNDRED, NOWHERE);
    }

    @Test
    void aFileThatACrashFilledWithZerosIsRefused() throws IOException {
        put(Arrays.copyOf(FakeCeremony.points(99), 100 * G1.BYTES));

        fails(Code.NOT_ON_CURVE, HUNDRED, NOWHERE);
    }

    @Test
    void aDevelopmentCrsInTheGenuineDirectoryIsRefused() throws IOException {
        put(new TauPowers(InsecureDevCrs.TAU).points(0, 100));

        fails(Code.INSECURE_NOT_ALLOWED, HUNDRED, NOWHERE);
        assertThat(store().present(BB).map(Crs::kind)).contains(Crs.Kind.INSECURE_DEV);
    }

    @Test
    void compressedPointsAreForBb5Only() throws IOException {
        Files.createDirectories(directory());
        Files.write(directory().resolve("bn254_g1_compressed.dat"), FakeCeremony.compressed(128));

        assertThat(store().ensure(HUNDRED, 5, CrsListener.NONE).points()).isEqualTo(128);
        assertThat(store().present(4)).isEmpty();
        assertThatExceptionOfType(CrsException.class)
                .isThrownBy(() -> store().ensure(HUNDRED, 4, CrsListener.NONE))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.MISSING));
    }

    @Test
    void theLongerOfTwoFilesIsWhatBb5Uses() throws IOException {
        put(FakeCeremony.points(64));
        Files.write(directory().resolve("bn254_g1_compressed.dat"), FakeCeremony.compressed(128));

        assertThat(store().ensure(HUNDRED, 5, CrsListener.NONE).points()).isEqualTo(128);
        assertThat(store().present(5).map(Crs::points)).contains(128L);
        assertThat(store().present(4).map(Crs::points)).contains(64L);
    }

    @Test
    void aDirectoryThatCannotBeMadeIsSaidToBeUnusable() throws IOException {
        Files.write(temporary.resolve("the crs"), new byte[1]);
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            fails(Code.UNUSABLE_DIRECTORY, HUNDRED, host.address());
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenGetsAStandInForBb() throws Throwable {
        put(FakeCeremony.points(100));
        Mount.readOnly(directory(), () -> {
            Crs crs = store().ensure(HUNDRED, BB, CrsListener.NONE);

            assertThat(crs.directory()).isEqualTo(directory());
            assertThat(crs.directoryForBb()).startsWith(temporary.resolve("cache"));
            assertThat(crs.directoryForBb().resolve("bn254_g1.dat")).hasBinaryContent(FakeCeremony.points(100));
            Files.createFile(crs.directoryForBb().resolve("crs.lock"));
            assertThat(store().ensure(HUNDRED, BB, CrsListener.NONE)).isEqualTo(crs);
        });
    }

    @Test
    void aFullDiskIsSaidToBeFullAndWhatWasThereStays() throws Throwable {
        Files.createDirectories(directory());
        Mount.ofSize(directory(), "16k", () -> {
            put(FakeCeremony.points(65));
            try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
                CrsException failure = fails(Code.UNUSABLE_DIRECTORY, HUNDRED, host.address());

                assertThat(failure).hasMessageContaining("16384 bytes");
                assertThat(host.asked()).isEmpty();
            }
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(65));
            assertNothingButTheFileAndTheLock();
        });
    }

    @Test
    void aDiskThatFillsUpInMidTransferIsLeftAsItWas() throws Throwable {
        Files.createDirectories(directory());
        Mount.ofSize(directory(), "32k", () -> {
            try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
                Path other = directory().resolve("other");
                CrsListener filling = (what, done, total) -> fill(other);
                assertThatExceptionOfType(CrsException.class)
                        .isThrownBy(() -> store(host.address()).ensure(new CrsNeed(300), BB, filling))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.UNUSABLE_DIRECTORY));
                Files.delete(other);
            }
            assertThat(plain()).doesNotExist();
            assertNothingButTheFileAndTheLock();
        });
    }

    private static void fill(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(new byte[1 << 20]);
        } catch (IOException full) {
            assertThat(file).exists();
        }
    }

    @Test
    void buildsAtTheSameTimeFetchOnce() throws Exception {
        ExecutorService builds = Executors.newFixedThreadPool(4);
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            Callable<Crs> build = () -> store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);
            for (Future<Crs> crs : builds.invokeAll(List.of(build, build, build, build), 60, TimeUnit.SECONDS)) {
                assertThat(crs.get().points()).isEqualTo(256);
            }
            assertThat(host.asked()).hasSize(1);
            assertNothingButTheFileAndTheLock();
        } finally {
            builds.shutdownNow();
        }
    }

    @Test
    void anotherProcessThatHoldsTheDirectoryIsWaitedForButNotForEver() throws Exception {
        Files.createDirectories(directory());
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            lockPatience = Duration.ofMillis(300);
            fails(Code.LOCKED, HUNDRED, host.address());
            assertThat(host.asked()).isEmpty();

            lockPatience = Duration.ofMinutes(1);
            other.getOutputStream().close();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
            store(host.address()).ensure(HUNDRED, BB, CrsListener.NONE);
            assertThat(plain()).hasBinaryContent(FakeCeremony.points(256));
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void theGenuineOpeningIsRecognisedAndServes() throws IOException {
        Path shared = Path.of(System.getProperty("tee-rex.test.shared", ""), "crs", "bn254_g1.dat");
        assumeTrue(Files.isRegularFile(shared), "skipped: no genuine points beside the checkout");
        CrsSettings settings = settings(false, new CrsSource(shared.toUri()));

        Crs crs = new CrsStore(settings, downloader, Ticker.system())
                .ensure(CrsNeed.ultraHonk(1, true), BB, CrsListener.NONE);

        assertThat(crs.kind()).isEqualTo(Crs.Kind.GENUINE);
        assertThat(crs.points()).isEqualTo(1024);
        byte[] points = Files.readAllBytes(shared);
        for (int i = 0; i < points.length; i += G1.BYTES) {
            assertThat(G1.isPoint(points, i)).isTrue();
        }
        put(points);
        assertThat(new CrsStore(settings, downloader, Ticker.system())
                        .present(4)
                        .map(Crs::points))
                .contains(1025L);
    }

    private void refused(Code code, byte[] wrong) throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(wrong)) {
            CrsException refusal = fails(code, HUNDRED, host.address());
            assertThat(refusal).hasMessageContaining(host.address().toString()).hasMessageNotContaining("secret");
        }
        assertThat(directory()).isDirectoryNotContaining(path -> !path.endsWith("crs.lock"));
    }

    private CrsException fails(Code code, CrsNeed need, CrsSource... sources) {
        List<CrsException> thrown = new ArrayList<>();
        assertThatExceptionOfType(CrsException.class)
                .isThrownBy(() -> store(sources).ensure(need, BB, CrsListener.NONE))
                .satisfies(thrown::add)
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(code))
                .withMessageStartingWith(code.code() + ": ");
        return thrown.get(0);
    }

    private CrsStore store(CrsSource... sources) {
        return store(settings(sources.length == 0, sources));
    }

    private CrsStore store(CrsSettings settings) {
        return new CrsStore(settings, downloader, Ticker.system(), FakeCeremony.CEREMONY);
    }

    private CrsSettings settings(boolean offline, CrsSource... sources) {
        List<CrsSource> addresses = sources.length == 0 ? List.of(NOWHERE) : List.of(sources);
        return new CrsSettings(directory(), addresses, temporary.resolve("cache"), offline, lockPatience);
    }

    private Path directory() {
        return temporary.resolve("the crs");
    }

    private Path plain() {
        return directory().resolve("bn254_g1.dat");
    }

    private void put(byte[] points) throws IOException {
        Files.createDirectories(directory());
        Files.write(plain(), points);
    }

    private void assertNothingButTheFileAndTheLock() {
        assertThat(directory()).isDirectoryNotContaining(path -> !path.equals(plain()) && !path.endsWith("crs.lock"));
    }
}
