package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.Version;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.config.Channel.AutoMerge;
import dev.teerex.updater.edits.Change;
import dev.teerex.updater.plan.Plan.PackageLine;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PullRequestTextTest {
    private static final Version VERSION = Version.of("1.0.0").orElseThrow();

    /** GitHub refuses a body of more characters than that. */
    @Test
    void whatDoesNotFitIsCounted() {
        PackageLine line = new PackageLine(
                "@aztec/a".repeat(20),
                Optional.empty(),
                Optional.of(VERSION),
                Optional.empty(),
                Optional.of("sha512-" + "a".repeat(88)),
                false,
                false);
        Channel channel =
                new Channel("stable", "latest", "main", "b", List.of(), Duration.ZERO, Duration.ZERO, AutoMerge.NEVER);
        PullRequestText text = new PullRequestText(
                channel,
                VERSION,
                Collections.nCopies(1000, line),
                Collections.nCopies(1000, new Change("a".repeat(1000), new byte[0], 1)),
                Optional.empty(),
                "label");
        Marker.InBody marker = new Marker.InBody("stable", "1.0.0", "0".repeat(40), null, null);

        String body = text.body(marker);

        assertThat(body).hasSizeLessThan(65536).containsPattern("\n\n… and [0-9]+ more\n");
        assertThat(Marker.InBody.find(body)).contains(marker);
    }
}
