package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.InputException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent again, and what never is. */
class RetryTest extends WithFakeServer {
    private static final String PROVE = "/v1/prove";

    private static MockResponse.Builder busy(int status, String retryAfter) {
        return FakeServer.problem(status, "TRX-S-017").addHeader("Retry-After", retryAfter);
    }

    private static MockResponse.Builder breaksOff() {
        return new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket());
    }

    @Test
    void theKeyIsAskedForAgainAfterWhatMayPass() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/attestation", 500, "TRX-S-024");
            server.next("/attestation", breaksOff());

            prover.prove(CHONK);
            assertThat(server.count("GET")).isEqualTo(3);
            assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
        }
    }

    @Test
    void theKeyIsNotAskedForMoreOftenThanThePolicySays() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            for (int i = 0; i < 4; i++) {
                server.next("/attestation", 500, "TRX-S-024");
            }
            assertFails(RemoteException.Code.SERVER_FAILED, () -> prover.prove(CHONK));
            assertThat(server.count("GET")).isEqualTo(3);
        }
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover =
                        builder().uee(server.address()).retry(RetryPolicy.NEVER).build()) {
            server.next("/attestation", 503, "TRX-S-019");
            assertFails(RemoteException.Code.BUSY, () -> prover.prove(CHONK));
            assertThat(server.count("GET")).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404})
    void theKeyIsNotAskedForAgainAfterWhatWillNotPass(int status) throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next("/attestation", status, "TRX-S-001");
            assertFails(
                    status == 400
                            ? RemoteException.Code.REJECTED
                            : status == 401 ? RemoteException.Code.CREDENTIALS : RemoteException.Code.NO_ROUTE,
                    () -> prover.prove(CHONK));
            assertThat(server.count("GET")).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aProofIsAskedForAgainWhereTheServerSaysWhen(int status) throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(PROVE, busy(status, "7"));
            String inTenSeconds = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    FakeServer.CLOCK.instant().plusSeconds(10).atOffset(ZoneOffset.UTC));
            server.next(PROVE, busy(status, inTenSeconds));

            prover.prove(CHONK);
            assertThat(server.count("POST")).isEqualTo(3);
            assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerThatAsksForTooLongAPauseIsNotAskedAgain() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(PROVE, busy(503, "61"));
            assertFails(RemoteException.Code.BUSY, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isOne();
        }
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .uee(server.address())
                        .timeouts(Timeouts.DEFAULT.withProof(Duration.ofSeconds(20)))
                        .build()) {
            server.next(PROVE, busy(503, "30"));
            assertFails(RemoteException.Code.BUSY, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isOne();
        }
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "99999999999"})
    void aProofIsNotAskedForAgainWhereNobodySaysWhen(String retryAfter) throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(PROVE, retryAfter.isEmpty() ? FakeServer.problem(503, "TRX-S-017") : busy(503, retryAfter));
            assertFails(RemoteException.Code.BUSY, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 504})
    void aProofThatMayHaveBeenBegunIsNotAskedForAgain(int status) throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(PROVE, busy(status, "0"));
            assertFails(
                    status == 408 ? RemoteException.Code.REJECTED : RemoteException.Code.SERVER_FAILED,
                    () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isOne();
        }
    }

    @Test
    void aProofWhoseConnectionBreaksIsNotAskedForAgain() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.next(PROVE, breaksOff());
            assertFails(RemoteException.Code.CUT, () -> prover.prove(CHONK));
            assertThat(server.count("POST")).isOne();
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (TeeRexProver prover =
                builder().uee(URI.create("http://localhost:" + port)).build()) {
            assertFails(RemoteException.Code.UNREACHABLE, () -> prover.prove(CHONK));
        }
        assertThat(pauses).hasSize(2);
    }

    @Test
    void aServerThatKeepsSilentInTheTlsHandshakeIsTriedAgain() throws IOException {
        Timeouts impatient = new Timeouts(
                Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(20));
        try (ServerSocket silent = new ServerSocket(0);
                TeeRexProver prover = builder()
                        .timeouts(impatient)
                        .uee(URI.create("https://localhost:" + silent.getLocalPort()))
                        .build()) {
            assertFails(RemoteException.Code.UNREACHABLE, () -> prover.prove(CHONK));
        }
        assertThat(pauses).hasSize(2);
    }

    @Test
    void aProofIsAskedForAgainWhereNoConnectionCouldBeMade() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = uee(server)) {
            server.closesConnections = true;
            prover.prove(CHONK);
            server.stop();
            assertFails(RemoteException.Code.UNREACHABLE, () -> prover.prove(CHONK));
            assertThat(pauses).hasSize(2);
        }
    }

    @Test
    void aPolicyIsWithinItsBounds() {
        assertFails(InputException.Code.BAD_OPTION, () -> new RetryPolicy(0, Duration.ZERO, Duration.ZERO));
        assertFails(InputException.Code.BAD_OPTION, () -> new RetryPolicy(11, Duration.ZERO, Duration.ZERO));
        assertFails(InputException.Code.BAD_OPTION, () -> new RetryPolicy(1, Duration.ofMillis(-1), Duration.ZERO));
        assertFails(InputException.Code.BAD_OPTION, () -> Timeouts.DEFAULT.withProof(Duration.ZERO));
    }

    @Test
    void nothingIsSentAgainToAKeyWhoseCertificateEndsMeanwhile() throws IOException {
        Instant[] now = {FakeServer.CLOCK.instant()};
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        try (FakeServer server = FakeServer.enclave();
                TeeRexProver prover = builder()
                        .clock(clock)
                        .pause((pause, closed) -> now[0] = now[0].plus(pause))
                        .simulatedTee(server.address(), ANY_IMAGE, FakeServer.anchor())
                        .build()) {
            Instant end =
                    prover.prove(CHONK).receipt().by().claims().orElseThrow().certificateNotAfter();
            now[0] = end.minus(Duration.ofMinutes(6));
            server.next(PROVE, busy(503, "59"));
            server.next(PROVE, busy(503, "1"));
            assertFails(RemoteException.Code.BUSY, () -> prover.prove(CHONK));
            assertThat(now[0]).isEqualTo(end.minus(Duration.ofMinutes(5)));
            assertThat(server.count("POST")).isEqualTo(3);
        }
    }
}
