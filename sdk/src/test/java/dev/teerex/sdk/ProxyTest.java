package dev.teerex.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.download.HttpSettings;
import dev.teerex.download.LocalProxy;
import dev.teerex.download.ProxyServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers behind a proxy that wants credentials. */
class ProxyTest extends WithFakeServer {
    private static HttpSettings through(LocalProxy proxy, String password, List<String> direct) {
        return HttpSettings.of(
                false, List.of(new ProxyServer("http", "localhost", proxy.port(), "me", password, direct)));
    }

    @Test
    void aWholeProofGoesThroughAProxy() throws IOException {
        try (FakeServer server = FakeServer.enclave();
                LocalProxy proxy = new LocalProxy("me", "open");
                TeeRexProver prover = builder()
                        .http(through(proxy, "open", List.of()))
                        .simulatedTee(server.address(), ANY_IMAGE, FakeServer.anchor())
                        .build()) {
            // The proxy forwards one request a connection.
            server.closesConnections = true;
            prover.prove(CHONK);

            assertThat(server.plaintexts).hasSize(1);
            // As the proxy says to the server, and no client of it would.
            assertThat(server.recorded).hasSize(3).allSatisfy(request -> assertThat(
                            request.getHeaders().get("Connection"))
                    .isEqualTo("close"));
        }
    }

    @Test
    void aProxyThatRefusesIsSaidToAndItsPasswordIsNot() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                LocalProxy proxy = new LocalProxy("me", "open");
                TeeRexProver prover = builder()
                        .http(through(proxy, "sesame", List.of()))
                        .uee(server.address())
                        .build()) {
            assertThatThrownBy(() -> prover.prove(CHONK))
                    .hasMessageStartingWith("TRX-R-006")
                    .hasMessageContaining("proxy")
                    .hasMessageNotContaining("sesame");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void anExceptedServerIsAskedDirectly() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                LocalProxy proxy = new LocalProxy("me", "open");
                TeeRexProver prover = builder()
                        .http(through(proxy, "sesame", List.of("localhost")))
                        .uee(server.address())
                        .build()) {
            prover.prove(CHONK);
            assertThat(server.plaintexts).hasSize(1);
        }
    }

    @Test
    void offlineNothingIsAsked() throws IOException {
        try (FakeServer server = FakeServer.unattested();
                TeeRexProver prover = builder()
                        .http(HttpSettings.of(true, List.of()))
                        .uee(server.address())
                        .build()) {
            assertFails(RemoteException.Code.UNREACHABLE, () -> prover.prove(CHONK));
            assertThat(server.requests).isEmpty();
        }
    }
}
