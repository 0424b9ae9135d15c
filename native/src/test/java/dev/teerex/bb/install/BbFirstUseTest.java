package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.install.BbInstallListener.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BbFirstUseTest extends WithBench {
    @BeforeEach
    void start() throws IOException {
        bench.lock = new BbLock(List.of());
    }

    private BbBinary install() {
        return bench.install(Bench.VERSION, true);
    }

    private Path record() {
        return bench.cache.resolve("bb-first-use").resolve("7.0.0.json");
    }

    private void assertFails(Code code) {
        assertThatThrownBy(this::install).isInstanceOfSatisfying(BbException.class, e -> assertThat(e.reason())
                .isEqualTo(code));
    }

    private void emptyTheCache() throws IOException {
        Files.move(bench.cache.resolve("bb"), folder.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aVersionOutsideTheLockIsRecordedAtItsFirstUse() throws IOException {
        BbBinary installed = install();

        assertThat(installed.origin()).isEqualTo(BbOrigin.TRUSTED_ON_FIRST_USE);
        assertThat(record())
                .content()
                .contains(
                        "7.0.0",
                        Archive.integrity(Bench.ARCHIVE).text(),
                        Archive.sha256(Bench.BINARY),
                        Bench.PLATFORM.directory());
        bench.offline = true;
        assertThat(install()).isEqualTo(installed);
    }

    @Test
    void itIsNeverToldToBeTheOneOfTheLock() {
        BbBinary installed = install();
        install();

        assertThat(bench.events)
                .containsExactly(Event.DOWNLOADING, Event.TRUSTED_ON_FIRST_USE, Event.INSTALLED, Event.FOUND);
        assertThat(bench.chosen).containsExactly(installed, installed);
    }

    @Test
    void permissionIsNeededEachTime() {
        install();

        assertThatThrownBy(() -> bench.install(Bench.VERSION, false))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.NOT_IN_LOCK));
    }

    @Test
    void aHashThatTheRegistryChangesLaterIsRefused() throws IOException {
        install();
        emptyTheCache();
        byte[] other = new Archive()
                .file(Bench.ENTRY, Bench.standIn("echo 7.0.0; echo evil", 10))
                .tgz();
        bench.registry.publish("7.0.0", other, Archive.integrity(other).text());

        assertFails(Code.WRONG_INTEGRITY);
        assertThat(bench.registry.archiveRequests()).isEqualTo(1);
        assertThat(bench.binary()).doesNotExist();
    }

    @Test
    void anArchiveThatChangesUnderTheSameStatedHashIsRefused() throws IOException {
        install();
        emptyTheCache();
        byte[] other =
                new Archive().file(Bench.ENTRY, Bench.standIn("echo 7.0.0", 11)).tgz();
        bench.registry.publish("7.0.0", other, Archive.integrity(Bench.ARCHIVE).text());

        assertFails(Code.WRONG_INTEGRITY);
        assertThat(bench.binary()).doesNotExist();
    }

    @Test
    void aRegistryThatStatesNoSha512IsNotTrusted() {
        bench.registry.publish("7.0.0", Bench.ARCHIVE, null);
        assertFails(Code.WRONG_INTEGRITY);

        bench.registry.publish("7.0.0", Bench.ARCHIVE, "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
        assertFails(Code.WRONG_INTEGRITY);
        assertThat(bench.registry.archiveRequests()).isZero();
        assertThat(record()).doesNotExist();
    }

    @Test
    void aBinaryWithoutARecordIsNotUsed() throws IOException {
        install();
        Files.delete(record());
        Files.delete(bench.binary());
        Files.writeString(bench.binary(), "#!/bin/sh\necho 7.0.0\n");

        assertThat(install().sha256()).isEqualTo(Archive.sha256(Bench.BINARY));
        assertThat(bench.registry.archiveRequests()).isEqualTo(2);
    }

    @Test
    void aRecordThatCannotBeReadIsNotPassedOver() throws IOException {
        install();
        Files.writeString(record(), "{}");

        assertFails(Code.CACHE_UNUSABLE);
    }

    @Test
    void aReleaseMaySayWhichNightlyItIsButNotAnotherRelease() {
        byte[] nightly = new Archive()
                .file(Bench.ENTRY, Bench.standIn("echo 7.0.0-nightly.1", 10))
                .tgz();
        bench.registry.publish("7.0.0", nightly, Archive.integrity(nightly).text());
        assertThat(install().version()).isEqualTo(Bench.VERSION);

        bench.registry.publish("7.0.1", nightly, Archive.integrity(nightly).text());
        assertThatThrownBy(() -> bench.install(BbVersion.of("7.0.1"), true))
                .isInstanceOfSatisfying(
                        BbException.class, e -> assertThat(e.reason()).isEqualTo(Code.WRONG_VERSION));
    }
}
