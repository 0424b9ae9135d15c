package dev.teerex.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.bb.TestInputs;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.server.config.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once; {@code -Dtee-rex.test.load=500} for more of them. The stand-in is a JVM, so that each proof costs one. */
class LoadTest {
    private static final int REQUESTS = Integer.getInteger("tee-rex.test.load", 60);
    private static final int CLIENTS = 50;

    @TempDir
    Path folder;

    @Test
    void everyRequestGetsExactlyOneAnswer() throws IOException, InterruptedException, ExecutionException {
        StandIn bb = new StandIn().with("version", TestServer.VERSION).with("delayMillis", 100);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        Map<Option, String> options = Map.of(Option.MAX_PROOFS, "2", Option.PAYLOAD_MEMORY, "13MiB");
        try (TestServer server = TestServer.start(folder, bb, options)) {
            byte[] body = RawClient.json(server.encrypt(TestInputs.inputs("app")));
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(clients.submit(
                        () -> server.client().post("/prove", body).status()));
            }
            long bytes = 0;
            while (!answers.stream().allMatch(Future::isDone)) {
                bytes = Math.max(bytes, server.metric("tee_rex_payload_bytes"));
                Wait.millis(50);
            }
            assertThat(bytes).isPositive().isLessThanOrEqualTo(13 << 20);
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
            // Answers are counted when they are out.
            Wait.until(() -> server.client()
                    .get("/metrics")
                    .text()
                    .contains("tee_rex_requests_total{route=\"/prove\",status=\"200\"} " + REQUESTS));
            String metrics = server.client().get("/metrics").text();
            assertThat(metrics)
                    .contains("tee_rex_proofs_total{outcome=\"proved\"} " + REQUESTS)
                    .contains("tee_rex_payload_bytes 0\n")
                    .contains("tee_rex_proofs_waiting 0\n");
        } finally {
            clients.shutdownNow();
        }
    }
}
