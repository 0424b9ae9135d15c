package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.Deadline;
import dev.teerex.InputException;
import dev.teerex.Ticker;
import dev.teerex.crs.CrsException.Code;
import dev.teerex.download.Downloader;
import dev.teerex.download.HttpSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrsSupplyTest {
    private static final CrsNeed HUNDRED = new CrsNeed(100);

    @TempDir
    Path temporary;

    private final Downloader downloader = new Downloader(HttpSettings.of(false, List.of()));
    private final List<String> reasons = new ArrayList<>();
    private Deadline deadline = Deadline.never(Ticker.system());
    private boolean interrupted;
    private Runnable arrived = () -> {};
    private final CrsListener listener = new CrsListener() {
        @Override
        public void transferred(String what, long done, long total) {
            arrived.run();
            if (interrupted && done == total) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void insecureDevCrsUsed(String why) {
            reasons.add(why);
        }
    };

    @AfterEach
    void closeDownloader() {
        downloader.close();
    }

    @Test
    void neverMeansAnErrorAndNoDevelopmentCrs() {
        fails(Code.MISSING, InsecureDevCrsPolicy.NEVER);

        assertThat(temporary.resolve("cache")).doesNotExist();
    }

    @Test
    void theGenuineOneIsTakenWhereThereIsOne() throws IOException {
        put(FakeCeremony.points(100));

        assertThat(obtain(InsecureDevCrsPolicy.NEVER).kind()).isEqualTo(Crs.Kind.GENUINE);
        assertThat(obtain(InsecureDevCrsPolicy.IF_NO_GENUINE).kind()).isEqualTo(Crs.Kind.GENUINE);
        assertThat(temporary.resolve("cache")).doesNotExist();
        assertThat(reasons).isEmpty();
    }

    @Test
    void alwaysMeansTheDevelopmentCrsEvenWhereThereIsAGenuineOne() throws IOException {
        put(FakeCeremony.points(100));

        assertThat(obtain(InsecureDevCrsPolicy.ALWAYS).kind()).isEqualTo(Crs.Kind.INSECURE_DEV);
        assertThat(reasons).containsExactly("tee-rex.insecureDevCrs is always");
    }

    @Test
    void withoutAGenuineOneTheListenerIsToldWhyTheOtherIsUsed() {
        assertThat(obtain(InsecureDevCrsPolicy.IF_NO_GENUINE).kind()).isEqualTo(Crs.Kind.INSECURE_DEV);

        assertThat(reasons).singleElement().asString().startsWith("TRX-C-001");
    }

    @Test
    void aFailedDownloadIsAReasonToo() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS).answering(500)) {
            assertThat(obtain(InsecureDevCrsPolicy.IF_NO_GENUINE, host.address())
                            .kind())
                    .isEqualTo(Crs.Kind.INSECURE_DEV);

            assertThat(reasons).singleElement().asString().contains("HTTP 500");
        }
    }

    @Test
    void anInterruptIsNoReason() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS)) {
            interrupted = true;
            fails(Code.CANCELLED, InsecureDevCrsPolicy.IF_NO_GENUINE, host.address());
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(reasons).isEmpty();
        assertThat(temporary.resolve("cache")).doesNotExist();
    }

    @Test
    void aDeadlineThatHasPassedIsNoReason() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(FakeCeremony.POINTS).then(new SocketEffect.CloseSocket())) {
            AtomicLong now = new AtomicLong();
            deadline = Deadline.after(Duration.ofMinutes(1), now::get);
            arrived = () -> now.set(Duration.ofMinutes(2).toNanos());
            fails(Code.TIMED_OUT, InsecureDevCrsPolicy.IF_NO_GENUINE, host.address());
        }
        assertThat(reasons).isEmpty();
        assertThat(temporary.resolve("crs/bn254_g1.dat.part")).isNotEmptyFile();
    }

    @Test
    void aDamagedGenuineOneIsNotProvedAround() throws IOException {
        put(new byte[640]);

        fails(Code.WRONG_CONTENT, InsecureDevCrsPolicy.IF_NO_GENUINE);
        assertThat(reasons).isEmpty();
    }

    @Test
    void aHostThatSendsOtherPointsIsNotProvedAround() throws IOException {
        try (FakeCrsHost host = new FakeCrsHost(new byte[64 * 1024])) {
            fails(Code.WRONG_CONTENT, InsecureDevCrsPolicy.IF_NO_GENUINE, host.address());
        }
    }

    @Test
    void aDevelopmentCrsInTheGenuineDirectoryIsLeftAlone() throws IOException {
        byte[] points = new TauPowers(InsecureDevCrs.TAU).points(0, 100);
        put(points);

        fails(Code.INSECURE_NOT_ALLOWED, InsecureDevCrsPolicy.NEVER);
        assertThat(obtain(InsecureDevCrsPolicy.IF_NO_GENUINE).directory()).startsWith(temporary.resolve("cache"));
        assertThat(temporary.resolve("crs/bn254_g1.dat")).hasBinaryContent(points);
    }

    @Test
    void thePolicyIsReadAsItIsWritten() {
        for (InsecureDevCrsPolicy policy : InsecureDevCrsPolicy.values()) {
            assertThat(InsecureDevCrsPolicy.parse(policy.text())).isEqualTo(policy);
        }
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> InsecureDevCrsPolicy.parse("Never"))
                .withMessageContaining("never, ifNoGenuine, always");
    }

    private void fails(Code code, InsecureDevCrsPolicy policy, CrsSource... sources) {
        assertThatExceptionOfType(CrsException.class)
                .isThrownBy(() -> obtain(policy, sources))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(code));
    }

    private Crs obtain(InsecureDevCrsPolicy policy, CrsSource... sources) {
        boolean offline = sources.length == 0;
        CrsSettings settings = new CrsSettings(
                temporary.resolve("crs"),
                offline ? List.of(new CrsSource(URI.create("https://example.invalid/g1.dat"))) : List.of(sources),
                temporary.resolve("cache"),
                offline,
                Duration.ofMinutes(1));
        return new CrsSupply(
                        new CrsStore(settings, downloader, Ticker.system(), FakeCeremony.CEREMONY),
                        new InsecureDevCrs(settings, Ticker.system()))
                .obtain(HUNDRED, 5, policy, deadline, listener);
    }

    private void put(byte[] points) throws IOException {
        Files.createDirectories(temporary.resolve("crs"));
        Files.write(temporary.resolve("crs/bn254_g1.dat"), points);
    }
}
