package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Ticker;
import dev.teerex.server.log.JsonLog;
import dev.teerex.server.metrics.Metrics;
import dev.teerex.server.standalone.RawClient;
import dev.teerex.server.standalone.RawClient.Reply;
import dev.teerex.server.standalone.Wait;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
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
        server.setErrorHandler(new ProtocolErrors(
                new RouteTable(List.of()),
                new CrossOrigin(List.of()),
                new RequestIds(() -> "an-id"),
                new AccessLog(new Metrics(), new JsonLog(log, Clock.systemUTC()), Ticker.system())));
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

    @Test
    void aRefusedRequestKeepsItsIdAndIsLogged() throws Exception {
        assertThat(client.get("/prove", "X-Request-Id: mine").json("requestId")).isEqualTo("mine");
        // Answers are logged when they are out.
        Wait.until(() -> log.toString(StandardCharsets.UTF_8).contains("\"requestId\":\"mine\""));
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("\"status\":503");
    }
}
