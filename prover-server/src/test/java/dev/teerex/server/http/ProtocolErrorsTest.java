package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.server.metrics.Metrics;
import dev.teerex.server.standalone.RawClient;
import dev.teerex.server.standalone.RawClient.Reply;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Jetty refuses by itself, such as every request once its graceful stop has begun. */
class ProtocolErrorsTest {
    private final Server server = new Server();
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
                return true;
            }
        });
        server.setErrorHandler(new ProtocolErrors(new CrossOrigin(List.of()), () -> "an-id", new Metrics()));
        server.start();
        client = new RawClient(connector.getLocalPort());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aServerThatStopsSaysSoInTheFormOfItsRoutes() throws Exception {
        Reply v1 = client.post("/v1/prove", new byte[0]);
        assertThat(v1.status()).isEqualTo(503);
        assertThat(v1.header("content-type")).isEqualTo("application/problem+json");
        assertThat(v1.json("code")).isEqualTo("TRX-S-019");
        assertThat(v1.json("requestId")).isEqualTo("an-id");
        assertThat(v1.header("retry-after")).isEqualTo("10");

        Reply older = client.post("/prove", new byte[0]);
        assertThat(older.status()).isEqualTo(503);
        assertThat(older.json("error")).isEqualTo("Server is stopping");
        assertThat(older.header("retry-after")).isEqualTo("10");
    }
}
