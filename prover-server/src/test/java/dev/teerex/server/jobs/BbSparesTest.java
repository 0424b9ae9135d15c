package dev.teerex.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.server.standalone.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BbSparesTest {
    @TempDir
    Path folder;

    @Test
    void aBbThatDidNotStartIsTriedAgainWhileSomebodyAsks() throws IOException {
        Path loader = folder.resolve("loader");
        BbBinary bb = new BbBinary(
                new StandIn().writeTo(folder.resolve("bb")),
                BbVersion.of("4.1.2"),
                "00",
                BbOrigin.GIVEN_PATH,
                List.of(loader.toString()));
        AtomicLong now = new AtomicLong();
        try (BbSpares spares = new BbSpares(1, folder, now::get)) {
            spares.lookedAt(bb);
            assertThatThrownBy(() -> spares.prepare(bb, folder)).isInstanceOf(BbException.class);
            Files.writeString(loader, "#!/bin/sh\nexec \"$@\"\n");
            assertThat(loader.toFile().setExecutable(true)).isTrue();
            assertThat(spares.failure(bb))
                    .hasValueSatisfying(why -> assertThat(why.reason()).isEqualTo(BbException.Code.CANNOT_RUN));
            now.addAndGet(Duration.ofSeconds(31).toNanos());
            spares.failure(bb);
            Wait.until(() -> spares.failure(bb).isEmpty());
        }
    }

    @Test
    void aFileThatWasReplacedBeforeItsFirstStartIsNotStarted() throws IOException {
        Path file = new StandIn().writeTo(folder.resolve("bb"));
        BbBinary bb = new BbBinary(file, BbVersion.of("4.1.2"), "00", BbOrigin.GIVEN_PATH, List.of());
        try (BbSpares spares = new BbSpares(1, folder, () -> 0)) {
            spares.lookedAt(bb);
            Files.move(
                    new StandIn().with("version", "other").writeTo(folder.resolve("other")),
                    file,
                    StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> spares.prepare(bb, folder))
                    .isInstanceOfSatisfying(
                            BbException.class, e -> assertThat(e.reason()).isEqualTo(BbException.Code.WRONG_BINARY));
        }
    }
}
