package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import dev.teerex.crs.CrsException.Code;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InsecureDevCrsTest {
    @TempDir
    Path temporary;

    @Test
    void itsPointsAreThePowersOfItsTau() throws IOException {
        List<String> progress = new ArrayList<>();

        Crs crs = ensure(2100, new CrsListener() {
            @Override
            public void transferred(String what, long done, long total) {
                progress.add("transferred");
            }

            @Override
            public void generated(long done, long total) {
                progress.add(done + "/" + total);
            }
        });

        assertThat(crs).isEqualTo(new Crs(directory(), directory(), Crs.Kind.INSECURE_DEV, 2100));
        assertThat(progress).containsExactly("2048/2100", "2100/2100");
        byte[] points = Files.readAllBytes(plain());
        assertThat(points).hasSize(2100 * 64).startsWith(InsecureDevCrs.firstPoints());
        for (int i : new int[] {0, 1, 2, 3, 1023, 2046, 2047, 2048, 2098}) {
            assertThat(IndependentCurve.point(points, i + 1))
                    .isEqualTo(IndependentCurve.times(InsecureDevCrs.TAU, IndependentCurve.point(points, i)));
        }
    }

    @Test
    void itGrowsAndNeverShrinks() throws IOException {
        ensure(100, CrsListener.NONE);
        byte[] hundred = Files.readAllBytes(plain());
        List<Long> made = new ArrayList<>();
        CrsListener listener = new CrsListener() {
            @Override
            public void transferred(String what, long done, long total) {}

            @Override
            public void generated(long done, long total) {
                made.add(done);
            }
        };

        assertThat(ensure(50, listener).points()).isEqualTo(100);
        assertThat(made).isEmpty();
        assertThat(ensure(150, listener).points()).isEqualTo(150);

        assertThat(made).containsExactly(150L);
        assertThat(Files.readAllBytes(plain()))
                .startsWith(hundred)
                .isEqualTo(Files.readAllBytes(plain(elsewhere(150))));
    }

    @Test
    void whatWasMadeWhenTheTimeWasUpIsKept() throws IOException {
        AtomicLong now = new AtomicLong();
        List<Long> made = new ArrayList<>();
        CrsListener slow = new CrsListener() {
            @Override
            public void transferred(String what, long done, long total) {}

            @Override
            public void generated(long done, long total) {
                made.add(done);
                now.addAndGet(Duration.ofMinutes(1).toNanos());
            }
        };
        InsecureDevCrs crs = new InsecureDevCrs(settings(temporary), now::get);

        assertThatExceptionOfType(CrsException.class)
                .isThrownBy(() -> crs.ensure(new CrsNeed(2100), Deadline.after(Duration.ofSeconds(30), now::get), slow))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.TIMED_OUT))
                .withMessageContaining("kept for the next attempt");
        crs.ensure(new CrsNeed(2100), Deadline.after(Duration.ofSeconds(30), now::get), slow);

        assertThat(made).containsExactly(2048L, 2100L);
        assertThat(plain()).hasSameBinaryContentAs(plain(elsewhere(2100)));
    }

    @Test
    void whatAKilledBuildLeftIsNotTrusted() throws IOException {
        Files.createDirectories(directory());
        Files.write(directory().resolve("bn254_g1.dat.part"), new byte[5000]);

        ensure(100, CrsListener.NONE);

        assertThat(plain()).hasSameBinaryContentAs(plain(elsewhere(100)));
        assertThat(directory()).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
    }

    @Test
    void aDamagedOneIsNotUsed() throws IOException {
        ensure(100, CrsListener.NONE);
        byte[] points = Files.readAllBytes(plain());
        Files.write(plain(), Arrays.copyOf(points, 99 * 64 + 1));

        fails(Code.WRONG_CONTENT);
    }

    @Test
    void anotherSetupInItsPlaceIsNotUsed() throws IOException {
        Files.createDirectories(directory());
        Files.write(plain(), Ceremony.ignition().firstPoints());

        fails(Code.WRONG_CONTENT);
    }

    @Test
    void aFullDiskLeavesNothing() throws Throwable {
        Files.createDirectories(directory());
        Mount.ofSize(directory(), "4k", () -> {
            fails(Code.UNUSABLE_DIRECTORY);
            assertThat(directory()).isDirectoryNotContaining(path -> !path.endsWith("crs.lock"));
        });
    }

    @Test
    void aFolderMayHaveSpacesAndLettersOfAnyAlphabet() {
        String name = "größer als 狐";
        Charset files = Charset.forName(System.getProperty("sun.jnu.encoding"));
        assumeTrue(files.newEncoder().canEncode(name), "skipped: this locale has no such file names");
        CrsSettings settings = settings(temporary.resolve(name));

        Crs crs = new InsecureDevCrs(settings, Ticker.system()).ensure(new CrsNeed(4), CrsListener.NONE);

        assertThat(crs.directory().resolve("bn254_g1.dat")).hasSize(256);
    }

    private void fails(Code code) {
        assertThatExceptionOfType(CrsException.class)
                .isThrownBy(() -> ensure(100, CrsListener.NONE))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(code));
    }

    private Crs ensure(long points, CrsListener listener) {
        return new InsecureDevCrs(settings(temporary), Ticker.system()).ensure(new CrsNeed(points), listener);
    }

    private Path elsewhere(long points) {
        CrsSettings settings = settings(temporary.resolve("elsewhere"));
        return new InsecureDevCrs(settings, Ticker.system())
                .ensure(new CrsNeed(points), CrsListener.NONE)
                .directory();
    }

    private CrsSettings settings(Path cache) {
        return new CrsSettings(temporary.resolve("unused"), List.of(), cache, true, Duration.ofMinutes(1));
    }

    private Path directory() {
        return temporary.resolve("crs-insecure-dev");
    }

    private Path plain() {
        return plain(directory());
    }

    private static Path plain(Path directory) {
        return directory.resolve("bn254_g1.dat");
    }
}
