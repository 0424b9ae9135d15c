package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.Version;
import dev.teerex.updater.config.Channel;
import dev.teerex.updater.config.Channel.AutoMerge;
import dev.teerex.updater.config.UpdaterConfig.Signatures;
import dev.teerex.updater.edits.Occurrence;
import dev.teerex.updater.registry.NpmRegistry.Answers;
import dev.teerex.updater.registry.Packument;
import dev.teerex.updater.registry.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a registry for tests cannot be made to say. */
class GatesTest {
    private static final Channel CHANNEL = new Channel(
            "c", "latest", "main", "b", List.of(), Duration.ofHours(1), Duration.ofHours(24), AutoMerge.NEVER);
    private static final Version V = Version.of("1.0.0").orElseThrow();

    private static Gates gates(Packument... packuments) {
        Map<String, Optional<Packument>> byName = new java.util.TreeMap<>();
        List.of(packuments).forEach(p -> byName.put(p.name(), Optional.of(p)));
        return new Gates(CHANNEL, Signatures.WHEN_PRESENT, false, new Answers(byName, SigningKeys.NONE));
    }

    private static Block reason(Verdict verdict) {
        return ((Verdict.Blocked) verdict).reason();
    }

    @Test
    void aTagThatPointsAtNoVersionBlocks() {
        Gates gates = gates(new Packument("a", Map.of("latest", "newest"), Map.of(), Set.of()));

        assertThat(gates.target()).isInstanceOfSatisfying(Gates.Target.NotFound.class, none -> assertThat(
                        none.verdict().reason())
                .isEqualTo(Block.TAG_NOT_A_VERSION));
    }

    @Test
    void aVersionThatHasATimeAndNothingElseHasVanished() {
        Gates gates = gates(new Packument("a", Map.of("latest", "1.0.0"), Map.of(), Set.of(V)));
        Occurrence old = new Occurrence("f", "a", Version.of("0.9.0").orElseThrow());

        assertThat(reason(gates.verdict(V, List.of(old), Map.of(), Instant.EPOCH)))
                .isEqualTo(Block.VANISHED);
    }

    @Test
    void filesWithoutAVersionAreNothingToEdit() {
        Gates gates = gates(new Packument("a", Map.of("latest", "1.0.0"), Map.of(), Set.of()));

        assertThat(reason(gates.verdict(V, List.of(), Map.of(), Instant.EPOCH))).isEqualTo(Block.NOTHING_TO_EDIT);
    }

    @Test
    void aWaitWithoutAnyDateIsAnAlert() {
        Gates gates = gates(new Packument("a", Map.of("latest", "1.0.0"), Map.of(), Set.of()));
        Occurrence old = new Occurrence("f", "a", Version.of("0.9.0").orElseThrow());

        assertThat(gates.verdict(V, List.of(old), Map.of(), Instant.EPOCH).text())
                .startsWith("ALERT: ");
    }
}
