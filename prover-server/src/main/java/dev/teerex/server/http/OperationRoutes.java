package dev.teerex.server.http;

import dev.teerex.server.metrics.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** What those ask who run the server. Thread-safe. */
final class OperationRoutes {
    private final Supplier<List<HealthCheck>> checks;
    private final Metrics metrics;

    OperationRoutes(Supplier<List<HealthCheck>> checks, Metrics metrics) {
        this.checks = checks;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/livez",
                        ErrorForm.PROBLEM,
                        exchange -> Answer.json(200, json -> json.writeStringField("status", "ok"))),
                Route.get("/readyz", ErrorForm.PROBLEM, exchange -> ready()),
                Route.get(
                        "/metrics",
                        ErrorForm.PROBLEM,
                        exchange -> Answer.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.exposition())),
                Route.get("/openapi.yaml", ErrorForm.PROBLEM, exchange -> openApi()));
    }

    private Answer ready() {
        List<HealthCheck> all = checks.get();
        boolean ready = all.stream().allMatch(HealthCheck::ok);
        return Answer.json(ready ? 200 : 503, json -> {
            json.writeStringField("status", ready ? "ready" : "not ready");
            json.writeArrayFieldStart("checks");
            for (HealthCheck check : all) {
                json.writeStartObject();
                json.writeStringField("name", check.name());
                json.writeBooleanField("ok", check.ok());
                json.writeStringField("detail", check.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static Answer openApi() {
        try (InputStream in = Objects.requireNonNull(OperationRoutes.class.getResourceAsStream("openapi.yaml"))) {
            return Answer.text(200, "application/yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the description in the jar cannot be read", e);
        }
    }
}
