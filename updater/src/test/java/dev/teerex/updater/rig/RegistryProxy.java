package dev.teerex.updater.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Stands before the registry: counts what is asked and answered, and can hold back or replace answers. */
public final class RegistryProxy implements AutoCloseable {
    /** An answer in the place of the registry's. */
    public record Other(int status, String body) {}

    private static final Set<String> PASSED_ON = Set.of("accept", "if-none-match", "authorization", "accept-encoding");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI registry;
    /** Each request with the status of its answer, as {@code GET /path 200}. */
    public final List<String> seen = new CopyOnWriteArrayList<>();
    /** The tokens that came along. */
    public final List<String> tokens = new CopyOnWriteArrayList<>();
    /** Replaces answers, by path. */
    public volatile Function<String, Optional<Other>> instead = path -> Optional.empty();
    /** No answer is given before so many requests are there at the same time. */
    public volatile CountDownLatch together = new CountDownLatch(0);

    /** Starts before a registry. */
    public RegistryProxy(URI registry) {
        this.registry = registry;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Returns its address. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (token != null) {
            tokens.add(token);
        }
        try {
            together.countDown();
            if (!together.await(20, TimeUnit.SECONDS)) {
                answer(exchange, 503, new byte[0]);
                return;
            }
            Optional<Other> other = instead.apply(path);
            if (other.isPresent()) {
                answer(
                        exchange,
                        other.get().status(),
                        other.get().body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(registry.resolve(path));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                    request.header(name, values.get(0));
                }
            });
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            for (String name : new String[] {"ETag", "Content-Type", "Content-Encoding"}) {
                response.headers().firstValue(name).ifPresent(v -> exchange.getResponseHeaders()
                        .set(name, v));
            }
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " " + status);
        exchange.sendResponseHeaders(status, body.length == 0 || status == 304 ? -1 : body.length);
        if (body.length > 0 && status != 304) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
