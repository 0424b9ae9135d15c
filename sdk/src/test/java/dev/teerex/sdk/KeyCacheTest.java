package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Ticker;
import dev.teerex.attestation.AttestationVerifier;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.WebClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyCacheTest {
    private final WebClient client = new WebClient(HttpSettings.of(false, List.of()));
    private FakeServer server;
    private KeyCache cache;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.unattested();
        ServerCalls calls = new ServerCalls(
                ServerAddress.of(server.address()),
                client,
                Map.of(),
                RetryPolicy.DEFAULT,
                Duration.ofSeconds(30),
                FakeServer.CLOCK,
                (pause, closed) -> {});
        cache = new KeyCache(
                new KeyFetch(
                        calls,
                        new Trust.Unattested(),
                        AttestationVerifier.create(),
                        FakeServer.CLOCK,
                        new SecureRandom()),
                FakeServer.CLOCK);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private ServerKey get() throws InterruptedException {
        return get(Contract.V1);
    }

    private ServerKey get(Contract contract) throws InterruptedException {
        return cache.get(contract, TimeLimit.proof(Duration.ofSeconds(30), Ticker.system()), phase -> {});
    }

    @Test
    void aKeyIsKeptUntilItIsForgotten() throws InterruptedException {
        ServerKey first = get();
        assertThat(get()).isSameAs(first);
        assertThat(server.count("GET /attestation")).isOne();

        cache.forget(first);
        assertThat(get()).isNotSameAs(first);
        assertThat(server.count("GET /attestation")).isEqualTo(2);
    }

    @Test
    void whoForgetsAKeyThatWasReplacedForgetsNoOther() throws InterruptedException {
        ServerKey first = get();
        cache.forget(first);
        server.keyPair = FakeServer.newKeyPair();
        ServerKey second = get();

        cache.forget(first);
        assertThat(get()).isSameAs(second);
        assertThat(server.count("GET /attestation")).isEqualTo(2);
    }

    @Test
    void underTheOlderContractNobodyWaitsForTheKeyOfAnother() throws Exception {
        server.next("/attestation", new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<ServerKey> stalled = other.submit(() -> get(Contract.OLDER));
            while (server.count("GET /attestation") == 0) {
                Thread.onSpinWait();
            }
            assertThat(get(Contract.OLDER).provers()).isEmpty();
            assertThat(stalled).isNotDone();
        } finally {
            client.close();
            other.shutdownNow();
        }
    }
}
