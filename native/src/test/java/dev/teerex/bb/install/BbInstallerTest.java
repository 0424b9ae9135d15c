package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.install.BbInstallListener.Event;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.download.DownloadException;
import dev.teerex.npm.NpmConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BbInstallerTest extends WithBench {
    private static MockResponse.Builder cut(MockResponse.Builder response) {
        return response.onResponseBody(new SocketEffect.CloseSocket());
    }

    private static AbstractThrowableAssert<?, ?> assertFails(Reason reason, ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    @Test
    void aVersionIsInstalledOnceAndFoundFromThenOn() throws IOException {
        BbBinary installed = bench.install();

        assertThat(installed)
                .isEqualTo(new BbBinary(
                        bench.binary(), Bench.VERSION, Archive.sha256(Bench.BINARY), BbOrigin.LOCKED, List.of()));
        assertThat(installed.command()).containsExactly(bench.binary().toString());
        assertThat(bench.binary()).hasBinaryContent(Bench.BINARY).isExecutable();
        assertThat(bench.events).containsExactly(Event.DOWNLOADING, Event.VERIFIED, Event.INSTALLED);
        assertThat(bench.transferred).isSorted().endsWith((long) Bench.ARCHIVE.length);
        try (var files = Files.list(bench.binary().getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("bb", "bb.lock", "bb.notes");
        }

        bench.offline = true;
        assertThat(bench.install()).isEqualTo(installed);
        assertThat(bench.events).endsWith(Event.FOUND);
        assertThat(bench.registry.archiveRequests()).isEqualTo(1);
    }

    @Test
    void aBinaryThatWasSeenBeforeIsNeitherHashedNorRunAgain() throws IOException {
        bench.install();
        Path notes = bench.binary().resolveSibling("bb.notes");
        String kept = Files.readString(notes);
        // Were the binary hashed or run again, the notes would be written anew and lose this line.
        Files.writeString(notes, kept + "witness=still here\n");

        bench.install();

        assertThat(kept).contains("sha256=", "stamp=", "reported=7.0.0");
        assertThat(notes).content().contains("witness");
    }

    @Test
    void aTouchedBinaryIsHashedAgainAndStaysWhenItIsWhole() throws IOException {
        bench.install();
        Files.copy(bench.binary(), folder.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(folder.resolve("copy"), bench.binary(), StandardCopyOption.REPLACE_EXISTING);

        bench.install();

        assertThat(bench.registry.archiveRequests()).isEqualTo(1);
    }

    @Test
    void anInterruptIsNoFaultOfTheCache() throws IOException {
        bench.interrupted = true;

        assertFails(Code.CANCELLED, bench::install);
        assertThat(Thread.interrupted()).isTrue();
        bench.assertNothingLeft();
    }

    @Test
    void anInterruptEndsTheRunThatAsksForTheVersion() throws IOException {
        bench.install();
        Path slow = StandIn.script(folder.resolve("slow"), "exec sleep 60");
        Thread.currentThread().interrupt();

        assertFails(
                Code.CANCELLED,
                () -> bench.use(installer -> installer.install(Bench.VERSION, false, List.of(slow.toString()))));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aCorruptBinaryIsReplaced() throws IOException {
        bench.install();
        corrupt();

        bench.install();

        assertThat(bench.binary()).hasBinaryContent(Bench.BINARY);
        assertThat(bench.events).endsWith(Event.REMOVED_CORRUPT, Event.DOWNLOADING, Event.VERIFIED, Event.INSTALLED);
    }

    @Test
    void aCorruptBinaryIsRefusedOffline() throws IOException {
        bench.install();
        corrupt();
        bench.offline = true;

        assertFails(Code.WRONG_BINARY, bench::install)
                .hasMessageContaining(bench.binary().toString());
    }

    private void corrupt() throws IOException {
        assertThat(bench.binary().toFile().setWritable(true)).isTrue();
        byte[] content = Bench.BINARY.clone();
        content[content.length - 2] ^= 1;
        Files.write(bench.binary(), content);
    }

    @Test
    void aLinkInTheCacheIsNotFollowed() throws IOException {
        bench.install();
        Files.move(bench.binary(), folder.resolve("elsewhere"));
        Files.createSymbolicLink(bench.binary(), folder.resolve("elsewhere"));

        bench.install();

        assertThat(bench.binary()).isRegularFile();
        assertThat(Files.isSymbolicLink(bench.binary())).isFalse();
    }

    @Test
    void anArchiveWithAnotherHashIsRefused() throws IOException {
        byte[] other =
                new Archive().file(Bench.ENTRY, Bench.standIn("echo evil", 10)).tgz();
        bench.registry.publish("7.0.0", other, Archive.integrity(other).text());

        assertFails(Code.WRONG_INTEGRITY, bench::install).hasMessageContaining("7.0.0");
        bench.assertNothingLeft();
    }

    @Test
    void theRegistrysWordCountsForNothingWhereThereIsALock() {
        bench.registry.publish("7.0.0", Bench.ARCHIVE, "sha512-" + "A".repeat(86) + "==");

        assertThat(bench.install().origin()).isEqualTo(BbOrigin.LOCKED);
    }

    @Test
    void aBinaryWithAnotherHashThanTheLockIsRefused() throws IOException {
        bench.lock = Bench.lock(Bench.VERSION, Archive.integrity(Bench.ARCHIVE), "0".repeat(64));

        assertFails(Code.WRONG_BINARY, bench::install);
        bench.assertNothingLeft();
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        byte[] half = Arrays.copyOf(Bench.ARCHIVE, Bench.ARCHIVE.length / 2);
        bench.registry.publish("7.0.0", half, null);

        assertFails(Code.WRONG_INTEGRITY, bench::install);
        bench.assertNothingLeft();
    }

    @Test
    void anArchiveWithoutTheBinaryIsRefusedThoughItsHashIsRight() throws IOException {
        publishLocked(new Archive()
                .file("package/build/other-platform/bb", Bench.BINARY)
                .file("package/../" + Bench.ENTRY, Bench.BINARY)
                .file("../../" + Bench.ENTRY, Bench.BINARY)
                .file("/" + Bench.ENTRY, Bench.BINARY)
                .entry(Bench.ENTRY, '1', 0, new byte[0])
                .entry(Bench.ENTRY, '2', 0, new byte[0])
                .entry(Bench.ENTRY, '5', 0, new byte[0])
                .tgz());

        assertFails(Code.NOT_IN_PACKAGE, bench::install).hasMessageContaining(Bench.ENTRY);
        bench.assertNothingLeft();
        assertThat(folder.resolve("package")).doesNotExist();
    }

    @Test
    void whatIsNoArchiveIsRefusedThoughItsHashIsRight() throws IOException {
        publishLocked("<html>".getBytes(StandardCharsets.UTF_8));
        assertFails(Code.NOT_IN_PACKAGE, bench::install);

        publishLocked(Archive.gzip("no tar archive".repeat(100).getBytes(StandardCharsets.UTF_8)));
        assertFails(Code.NOT_IN_PACKAGE, bench::install);

        publishLocked(new Archive()
                .entry(Bench.ENTRY, '0', 900_000, Arrays.copyOf(Bench.BINARY, 4_096))
                .tgz());
        assertFails(Code.NOT_IN_PACKAGE, bench::install);
        bench.assertNothingLeft();
    }

    @Test
    void aBinaryLargerThanTheLimitIsRefused() throws IOException {
        publishLocked(new Archive().file(Bench.ENTRY, new byte[2 << 20]).tgz());

        assertFails(Code.NOT_IN_PACKAGE, bench::install).hasMessageContaining("limit");
        bench.assertNothingLeft();
    }

    @Test
    void anArchiveLargerThanTheLimitIsRefused() throws IOException {
        bench.registry.publish("7.0.0", new byte[5 << 20], null);
        assertFails(DownloadException.Code.BAD_ANSWER, bench::install);

        bench.registry.breakArchives(
                response -> response.removeHeader("Content-Length").addHeader("Connection", "close"));
        assertFails(DownloadException.Code.BAD_ANSWER, bench::install);
        bench.assertNothingLeft();
    }

    private void publishLocked(byte[] archive) {
        bench.registry.publish("7.0.0", archive, null);
        bench.lock = Bench.lock(Bench.VERSION, Archive.integrity(archive), Archive.sha256(Bench.BINARY));
    }

    /** Publishes and locks a binary that says it is something. */
    private void publishLocked(String says, @Nullable String reports) {
        byte[] binary = Bench.standIn("echo " + says, 10);
        byte[] archive = new Archive().file(Bench.ENTRY, binary).tgz();
        bench.registry.publish("7.0.0", archive, null);
        bench.lock = new BbLock(List.of(new BbPin(
                Bench.VERSION, Archive.integrity(archive), Map.of(Bench.PLATFORM, Archive.sha256(binary)), reports)));
    }

    @Test
    void aLockedReleaseMaySayWhichNightlyBuildItWasMadeOf() {
        publishLocked("7.0.0-nightly.20260710", null);

        assertThat(bench.install().version()).isEqualTo(Bench.VERSION);
    }

    @Test
    void aLockedReleaseThatSaysAnotherReleaseIsRefused() {
        publishLocked("7.0.1", null);

        assertFails(Code.WRONG_VERSION, bench::install).hasMessageContaining("7.0.1");
    }

    @Test
    void whereTheLockTellsWhatABinarySaysItSaysThatAndNoOther() {
        publishLocked("7.0.0-nightly.20260711", "7.0.0-nightly.20260710");

        assertFails(Code.WRONG_VERSION, bench::install).hasMessageContaining("20260711");
    }

    @Test
    void aCutDownloadIsResumed() throws IOException {
        bench.registry.breakArchives(BbInstallerTest::cut, BbInstallerTest::cut);

        bench.install();

        assertThat(bench.binary()).hasBinaryContent(Bench.BINARY);
        assertThat(bench.registry.archiveRequests()).isEqualTo(3);
    }

    @Test
    void aDownloadThatIsCutAgainAndAgainFails() throws IOException {
        bench.registry.breakArchives(BbInstallerTest::cut, BbInstallerTest::cut, BbInstallerTest::cut);

        assertFails(DownloadException.Code.CUT, bench::install);
        bench.assertNothingLeft();
    }

    @Test
    void aStalledDownloadFails() throws IOException {
        FakeRegistry.Fault stall = response -> response.onResponseBody(SocketEffect.Stall.INSTANCE);
        bench.registry.breakArchives(stall, stall, stall);
        bench.idleTimeout = Duration.ofSeconds(1);

        assertFails(DownloadException.Code.CUT, bench::install);
        bench.assertNothingLeft();
    }

    @Test
    void aVersionOutsideTheLockIsRefusedBeforeAnythingIsAsked() {
        assertFails(Code.NOT_IN_LOCK, () -> bench.install(BbVersion.of("7.0.1"), false))
                .hasMessageContaining("7.0.1")
                .hasMessageContaining("7.0.0");
        assertThat(bench.registry.requests()).isEmpty();
    }

    @Test
    void aPlatformOutsideTheLockIsRefused() {
        BbPlatform other = BbPlatform.valueOf(Bench.PLATFORM == BbPlatform.ARM64_MACOS ? "AMD64_LINUX" : "ARM64_MACOS");
        bench.lock = new BbLock(List.of(
                new BbPin(Bench.VERSION, Archive.integrity(Bench.ARCHIVE), Map.of(other, "0".repeat(64)), null)));

        assertFails(Code.NOT_IN_LOCK, bench::install);
    }

    @Test
    void aVersionThatTheRegistryDoesNotHaveIsNotFound() {
        assertFails(DownloadException.Code.NOT_FOUND, () -> bench.install(BbVersion.of("7.0.1"), true))
                .hasMessageContaining("7.0.1");
    }

    @Test
    void offlineSaysWhatIsMissingAndWhereItWouldLie() throws IOException {
        bench.offline = true;

        assertFails(DownloadException.Code.OFFLINE, bench::install)
                .hasMessageContaining("7.0.0")
                .hasMessageContaining(bench.binary().toString())
                .hasMessageContaining("tee-rex.bb");
        assertThat(bench.registry.requests()).isEmpty();
        bench.assertNothingLeft();
    }

    @Test
    void withoutARegistryItSaysHowToNameOne() {
        NpmConfiguration none = new NpmConfiguration(bench.machine(), folder, null, Map.of());

        assertFails(
                        Code.NO_REGISTRY,
                        () -> bench.use(none, installer -> installer.install(Bench.VERSION, false, List.of())))
                .hasMessageContaining("tee-rex.npmRegistry")
                .hasMessageContaining("npm_config_registry")
                .hasMessageContaining(".npmrc");
    }

    @Test
    void credentialsGoToTheRegistryAndToArchivesThere() {
        NpmConfiguration npm = withToken();

        bench.use(npm, installer -> installer.install(Bench.VERSION, false, List.of()));

        assertThat(bench.registry.requests()).hasSize(2).allSatisfy(request -> assertThat(
                        request.getHeaders().get("Authorization"))
                .isEqualTo("Bearer t0ken"));
    }

    @Test
    void credentialsDoNotGoToArchivesElsewhere() throws Exception {
        try (FakeRegistry other = new FakeRegistry()) {
            other.publish("7.0.0", Bench.ARCHIVE, null);
            bench.registry.archivesAt(other.address() + "files/");

            bench.use(withToken(), installer -> installer.install(Bench.VERSION, false, List.of()));

            assertThat(other.requests()).hasSize(1);
            RecordedRequest request = other.requests().get(0);
            assertThat(request.getHeaders().get("Authorization")).isNull();
        }
    }

    private NpmConfiguration withToken() {
        Map<String, String> headers = Map.of("Authorization", "Bearer t0ken");
        return new NpmConfiguration(bench.machine(), folder, URI.create(bench.registry.address()), headers);
    }

    @Test
    void aCacheThatIsAFileIsUnusable() throws IOException {
        Files.writeString(bench.cache, "");

        assertFails(Code.CACHE_UNUSABLE, bench::install)
                .hasMessageContaining(bench.cache.toString())
                .hasMessageContaining("tee-rex.cacheDirectory");
    }

    @Test
    void anInterruptedDownloadLeavesNothing() throws IOException {
        Thread.currentThread().interrupt();

        assertThatThrownBy(bench::install).isInstanceOf(TeeRexException.class);
        assertThat(Thread.interrupted()).isTrue();
        bench.assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({"Windows 11,amd64", "Linux,riscv64", "Mac OS X,ppc"})
    void aPlatformWithoutBbIsRefused(String os, String arch) {
        Machine machine = new Machine(os, arch, Map.of(), folder, folder, 1);

        assertFails(Code.UNSUPPORTED_PLATFORM, () -> BbPlatform.of(machine)).hasMessageContaining(arch);
    }

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,amd64-linux",
        "Linux,x86_64,amd64-linux",
        "Linux,aarch64,arm64-linux",
        "Mac OS X,x86_64,amd64-macos",
        "Mac OS X,aarch64,arm64-macos"
    })
    void aPlatformHasItsFolderInThePackage(String os, String arch, String directory) {
        assertThat(BbPlatform.of(new Machine(os, arch, Map.of(), folder, folder, 1))
                        .directory())
                .isEqualTo(directory);
    }
}
