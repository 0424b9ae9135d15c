package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.openpgp.RecipientKeyPair;
import dev.teerex.server.config.IntakeConfig;
import dev.teerex.server.enclave.AttestationSource;
import dev.teerex.server.enclave.ServerIdentity;
import dev.teerex.server.jobs.LocalProofJobs;
import dev.teerex.server.jobs.PayloadMemory;
import dev.teerex.server.jobs.Provers;
import dev.teerex.server.metrics.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final Pattern OPERATION = Pattern.compile("(?m)^  (/[^:]*):\\R    ([a-z]+):");

    @Test
    void theDescriptionHasEveryRouteAndNoOther() throws IOException {
        String description;
        try (InputStream in = Objects.requireNonNull(OperationRoutes.class.getResourceAsStream("openapi.yaml"))) {
            description = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(OPERATION.matcher(description).results().map(found -> found.group(2) + " " + found.group(1)))
                .containsExactlyInAnyOrderElementsOf(routes().stream()
                        .map(route -> route.method().toLowerCase(Locale.ROOT) + " " + route.path())
                        .toList());
    }

    private static List<Route> routes() {
        RecipientKeyPair key = RecipientKeyPair.generate(new SecureRandom(), Clock.systemUTC());
        Intake intake = new Intake(
                new IntakeConfig(1 << 20, 1, 1, 1 << 20),
                new PayloadMemory(1 << 20, 1 << 20),
                key,
                () -> false,
                Ticker.system());
        try (LocalProofJobs jobs = new LocalProofJobs(
                (task, queued, listener) -> {
                    throw new AssertionError("nobody asks for a proof");
                },
                1,
                1,
                Duration.ZERO,
                Thread::new,
                Ticker.system(),
                (outcome, running) -> {})) {
            Proving proving = new Proving(jobs);
            ServerIdentity identity = new ServerIdentity(key, AttestationSource.NONE);
            BbBinary bb = new BbBinary(Path.of("bb"), BbVersion.of("5.0.0"), "00", BbOrigin.GIVEN_PATH, List.of());
            return Stream.of(
                            new OlderRoutes(identity, new Provers(List.of(bb)), intake, proving, () -> true, "17")
                                    .routes(),
                            new V1Routes(intake, proving).routes(),
                            new OperationRoutes(List::of, new Metrics()).routes())
                    .flatMap(List::stream)
                    .toList();
        }
    }
}
