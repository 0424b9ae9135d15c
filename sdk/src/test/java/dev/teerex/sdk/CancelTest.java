package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.teerex.bb.BbException;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.download.DownloadException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Giving up. All servers and provers here would take far longer than a test may. */
class CancelTest extends WithFakeServer {
    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private static MockResponse.Builder stalls() {
        return new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE);
    }

    /** Returns whether the thread that was at the proof is free again. */
    private boolean ended() throws InterruptedException {
        executor.shutdown();
        return executor.awaitTermination(20, TimeUnit.SECONDS);
    }

    /** Starts a proof, and has something done to it in a phase. */
    private CompletableFuture<MadeProof> start(
            TeeRexProver prover, ProofInputs inputs, String phase, Consumer<CompletableFuture<MadeProof>> then) {
        CompletableFuture<CompletableFuture<MadeProof>> started = new CompletableFuture<>();
        CompletableFuture<MadeProof> future = prover.proveAsync(
                inputs,
                reached -> {
                    if (reached.getClass().getSimpleName().equals(phase)) {
                        then.accept(started.join());
                    }
                },
                executor);
        started.complete(future);
        return future;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Serialize", "FetchAttestation", "VerifyAttestation", "Encrypt", "Transmit", "Queued", "Receive"
            })
    void aProofCanBeCancelledInEachPhase(String phase) throws Exception {
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = simulated(server)) {
            if (!phase.equals("Receive")) {
                server.next("/v1/prove", stalls());
            }
            CompletableFuture<MadeProof> future = start(prover, CHONK, phase, made -> made.cancel(true));

            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(ended()).isTrue();
        }
    }

    @Test
    void aProofThatIsCancelledBeforeItIsSentIsNotSent() throws Exception {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/attestation", stalls());
            CompletableFuture<MadeProof> future = start(prover, CHONK, "FetchAttestation", made -> made.cancel(true));

            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(ended()).isTrue();
            assertThat(server.count("POST")).isZero();
        }
    }

    @Test
    void aTimeoutOfTheFutureBreaksTheRequestOffToo() throws Exception {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/v1/prove", stalls());
            CompletableFuture<MadeProof> future =
                    start(prover, CHONK, "Queued", made -> made.completeExceptionally(new TimeoutException()));

            assertThatThrownBy(future::join).hasRootCauseInstanceOf(TimeoutException.class);
            assertThat(ended()).isTrue();
        }
    }

    @Test
    void aPauseIsCancelledToo() throws Exception {
        CountDownLatch pausing = new CountDownLatch(1);
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .pause((duration, closed) -> {
                            pausing.countDown();
                            new CountDownLatch(1).await();
                        })
                        .uee(server.address())
                        .build()) {
            server.next("/attestation", 500, "TRX-S-024");
            CompletableFuture<MadeProof> future = prover.proveAsync(CHONK, phase -> {}, executor);
            await(pausing);
            future.cancel(true);
            assertThat(ended()).isTrue();
        }
    }

    @Test
    void interruptingTheThreadBreaksTheRequestOff() throws Exception {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/v1/prove", stalls());
            Thread thread = Thread.currentThread();
            assertFails(
                    RemoteException.Code.CANCELLED,
                    () -> prover.prove(CHONK, phase -> {
                        if (phase instanceof Phase.Queued) {
                            thread.interrupt();
                        }
                    }));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingTheProverEndsWhatAServerIsProving() throws Exception {
        try (FakeServer server = FakeServer.unattested()) {
            server.next("/v1/prove", stalls());
            CountDownLatch queued = new CountDownLatch(1);
            CompletableFuture<MadeProof> future;
            try (TeeRexProver prover = uee(server)) {
                future = start(prover, CHONK, "Queued", made -> queued.countDown());
                await(queued);
            }
            assertThatThrownBy(future::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(RemoteException.class, e -> assertThat(e.reason())
                            .isEqualTo(RemoteException.Code.CANCELLED));
        }
    }

    @Test
    void aProofThatIsBegunWhenTheProverIsClosedIsNotSent() throws IOException {
        try (FakeServer server = FakeServer.unattested()) {
            TeeRexProver prover = uee(server);
            assertFails(RemoteException.Code.CANCELLED, () -> prover.prove(CHONK, phase -> prover.close()));
            assertFails(RemoteException.Code.CANCELLED, () -> prover.prove(CHONK));
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void theKeyIsNotAskedForAgainByAClosedProver() throws IOException {
        try (FakeServer server = FakeServer.unattested()) {
            TeeRexProver prover = uee(server);
            server.attestation = fields -> prover.close();
            assertFails(RemoteException.Code.CANCELLED, () -> prover.prove(CHONK));
            assertThat(server.requests).containsExactly("GET /attestation");
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void aCancelledCheckKillsBb() throws Exception {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .check(true)
                        .bb(hanging("ChonkVerify").build())
                        .uee(server.address())
                        .build()) {
            CompletableFuture<MadeProof> future = start(prover, CHONK, "Verify", made -> made.cancel(true));

            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(ended()).isTrue();
            assertThatBbIsGone();
        }
    }

    @Test
    void aCancelledProofOnThisMachineKillsBb() throws Exception {
        try (TeeRexProver prover = builder()
                .bb(hanging("CircuitProve")
                        .insecureDevCrs(InsecureDevCrsPolicy.ALWAYS)
                        .build())
                .local()
                .build()) {
            CompletableFuture<MadeProof> future = start(prover, CIRCUIT, "Proving", made -> made.cancel(true));

            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(ended()).isTrue();
            assertThatBbIsGone();
        }
    }

    /** Returns a prover on this machine whose bb does not come. */
    private TeeRexProver fetchingFrom(MockWebServer registry) {
        return builder()
                .bb(bb().cacheDirectory(folder.resolve("cache"))
                        .npmRegistry(registry.url("/").uri(), Map.of())
                        .build())
                .local()
                .build();
    }

    private static MockWebServer silentRegistry() throws IOException {
        MockWebServer registry = new MockWebServer();
        registry.enqueue(stalls().build());
        registry.start();
        return registry;
    }

    @Test
    void aProofThatWaitsForBbToBeFetchedCanBeCancelled() throws Exception {
        try (MockWebServer registry = silentRegistry();
                TeeRexProver prover = fetchingFrom(registry)) {
            CompletableFuture<MadeProof> future = prover.proveAsync(CHONK, phase -> {}, executor);
            assertThat(registry.takeRequest(20, TimeUnit.SECONDS)).isNotNull();
            future.cancel(true);
            assertThat(ended()).isTrue();
        }
    }

    @Test
    void closingTheProverEndsTheFetchingOfBb() throws Exception {
        try (MockWebServer registry = silentRegistry()) {
            CompletableFuture<MadeProof> future;
            try (TeeRexProver prover = fetchingFrom(registry)) {
                future = prover.proveAsync(CHONK, phase -> {}, executor);
                assertThat(registry.takeRequest(20, TimeUnit.SECONDS)).isNotNull();
            }
            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(DownloadException.class, e -> assertThat(e.reason())
                            .isEqualTo(DownloadException.Code.CANCELLED));
        }
    }

    @Test
    void aProofWaitsForAnotherOnesBbNoLongerThanItMayTake() throws Exception {
        try (MockWebServer registry = silentRegistry();
                FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .check(true)
                        .timeouts(Timeouts.DEFAULT.withProof(Duration.ofSeconds(1)))
                        .bb(bb().cacheDirectory(folder.resolve("cache"))
                                .npmRegistry(registry.url("/").uri(), Map.of())
                                .build())
                        .uee(server.address())
                        .build()) {
            CompletableFuture<MadeProof> first = prover.proveAsync(CHONK, phase -> {}, executor);
            assertThat(registry.takeRequest(20, TimeUnit.SECONDS)).isNotNull();

            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertFails(RemoteException.Code.TIMED_OUT, () -> prover.prove(CHONK)));
            assertThat(first).isNotDone();
        }
    }

    @Test
    void theLimitOfAWholeProofBoundsItsCheckToo() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .check(true)
                        .timeouts(Timeouts.DEFAULT.withProof(Duration.ofSeconds(8)))
                        .bb(hanging("ChonkVerify").build())
                        .uee(server.address())
                        .build()) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(40), () -> assertFails(BbException.Code.TIMED_OUT, () -> prover.prove(CHONK)));
        }
    }

    private static void assertThatBbIsGone() {
        for (ProcessHandle bb : ProcessHandle.current().descendants().toList()) {
            assertThat(bb.onExit()).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    private LocalProverSettings.Builder hanging(String command) throws IOException {
        StandIn bb = new StandIn()
                .with("version", FakeServer.VERSION)
                .with("on", command)
                .with("do", "hang");
        return bb().bb(bb.writeTo(folder.resolve("bb")));
    }

    /** Runs each task in a thread that nobody clears, and tells what it left there. */
    private static CompletableFuture<Boolean> interruptedAfter(boolean before, Consumer<Executor> use) {
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        use.accept(task -> new Thread(() -> {
                    if (before) {
                        Thread.currentThread().interrupt();
                    }
                    task.run();
                    left.complete(Thread.currentThread().isInterrupted());
                })
                .start());
        return left;
    }

    @Test
    void cancellingInterruptsNothingThatComesAfterInTheSameThread() throws Exception {
        CountDownLatch queued = new CountDownLatch(1);
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/v1/prove", stalls());
            CompletableFuture<Boolean> left = interruptedAfter(false, pool -> {
                CompletableFuture<MadeProof> future = prover.proveAsync(
                        CHONK,
                        phase -> {
                            if (phase instanceof Phase.Queued) {
                                queued.countDown();
                            }
                        },
                        pool);
                await(queued);
                future.cancel(true);
            });

            assertThat(left.get(20, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void anInterruptThatIsForTheThreadStays() throws Exception {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            List<CompletableFuture<MadeProof>> futures = new ArrayList<>();
            CompletableFuture<Boolean> left =
                    interruptedAfter(true, pool -> futures.add(prover.proveAsync(CHONK, phase -> {}, pool)));

            assertThat(left.get(20, TimeUnit.SECONDS)).isTrue();
            assertFails(RemoteException.Code.CANCELLED, () -> {
                try {
                    futures.get(0).join();
                } catch (CompletionException e) {
                    throw e.getCause();
                }
            });
        }
    }

    @Test
    void closingEndsAPauseToo() throws Exception {
        CountDownLatch pausing = new CountDownLatch(1);
        try (FakeServer server = FakeServer.unattested()) {
            TeeRexProver prover = builder()
                    .pause((duration, closed) -> {
                        pausing.countDown();
                        closed.await();
                    })
                    .uee(server.address())
                    .build();
            server.next("/attestation", 500, "TRX-S-024");
            CompletableFuture<MadeProof> future = prover.proveAsync(CHONK, phase -> {}, executor);
            await(pausing);
            prover.close();
            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(RemoteException.class)
                    .hasMessageContaining(RemoteException.Code.CANCELLED.code());
        }
    }
}
