package dev.teerex.bb.install;

import dev.teerex.InputException;
import dev.teerex.Sha256;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbException.Code;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A binary that the user names: trusted as it is, but only under the version that it has. */
final class GivenBb {
    private final Path notesFolder;
    private final BbLock lock;
    private final BbVersionRun versionRun;

    GivenBb(Path notesFolder, BbLock lock, BbVersionRun versionRun) {
        this.notesFolder = notesFolder;
        this.lock = lock;
        this.versionRun = versionRun;
    }

    /** Returns the binary at a path; {@link BbInstaller#given} says what there is to know. */
    BbBinary at(Path binary, @Nullable BbVersion expected, List<String> loader) {
        try {
            Path real = binary.toRealPath();
            if (!Files.isRegularFile(real)) {
                throw new IOException("not a file");
            }
            BinaryNotes notes = BinaryNotes.of(real, notesOn(real));
            String reported = versionRun.reported(real, notes, loader);
            BbVersion version = version(real, notes.sha256(), reported, expected);
            return new BbBinary(real, version, notes.sha256(), BbOrigin.GIVEN_PATH, loader);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw BbInstaller.cancelled(e);
            }
            throw new InputException(
                    InputException.Code.UNREADABLE, "the given bb cannot be read: " + binary + " (tee-rex.bb)", e);
        }
    }

    private Path notesOn(Path real) {
        try {
            Files.createDirectories(notesFolder);
        } catch (IOException notKept) {
            // Without notes the next start takes longer, no more.
        }
        return notesFolder.resolve(Sha256.ofText(real.toString()));
    }

    private BbVersion version(Path binary, String sha256, String reported, @Nullable BbVersion expected) {
        Optional<BbVersion> locked = lock.pinOfBinary(sha256).map(BbPin::version);
        boolean reportsExpected = expected != null
                && lock.pin(expected)
                        .map(BbPin::reported)
                        .filter(reported::equals)
                        .isPresent();
        if (locked.isEmpty() && !reportsExpected && !BbVersion.isVersion(reported)) {
            throw new BbException(Code.WRONG_VERSION, binary + " --version says no version but: " + reported, null);
        }
        BbVersion version =
                locked.orElseGet(() -> expected != null && reportsExpected ? expected : BbVersion.of(reported));
        if (expected != null && !expected.equals(version)) {
            throw new BbException(
                    Code.WRONG_VERSION,
                    binary + " is bb " + version + " and not " + expected
                            + "; name a binary of that version (tee-rex.bb), or that version (tee-rex.bbVersion)",
                    null);
        }
        return version;
    }
}
