package dev.teerex.updater.rig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** verdaccio, a real npm registry, without uplinks. */
public final class Verdaccio extends LocalRegistry {
    private static @Nullable Verdaccio running;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final URI url;

    private Verdaccio(Path folder, URI url) {
        this.folder = folder;
        this.url = url;
    }

    /** Returns the registry, started when it is first asked for and ended with this JVM. */
    public static synchronized Verdaccio get() {
        if (running == null) {
            Path modules = NpmTools.modules();
            try {
                running = start(modules);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return running;
    }

    private static Verdaccio start(Path modules) throws IOException {
        Path folder = Files.createTempDirectory(modules.getParent(), "verdaccio");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(folder.resolve("config.yaml"), """
                storage: ./storage
                auth: {htpasswd: {file: ./htpasswd}}
                packages:
                  '**': {access: $all, publish: $anonymous, unpublish: $anonymous}
                max_body_size: 50mb
                log: {type: stdout, format: json, level: http}
                """);
        Process process = new ProcessBuilder(
                        "node",
                        modules.resolve("verdaccio/bin/verdaccio").toString(),
                        "--config",
                        folder.resolve("config.yaml").toString(),
                        "--listen",
                        "127.0.0.1:" + port)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        while (line != null && !line.contains("http address")) {
            line = out.readLine();
        }
        assertThat(line).as("verdaccio says that it listens").isNotNull();
        // Its log must be read on, or it stops when the pipe is full.
        Thread reader = new Thread(() -> out.lines().forEach(ignored -> {}), "verdaccio-log");
        reader.setDaemon(true);
        reader.start();
        return new Verdaccio(folder, URI.create("http://127.0.0.1:" + port + "/"));
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    void put(String name, ObjectNode document) {
        put(path(name), document.toString());
    }

    @Override
    public void tag(String name, String version, String tag) {
        put("-/package/" + path(name) + "/dist-tags/" + tag, '"' + version + '"');
    }

    @Override
    public void untag(String name, String tag) {
        send("DELETE", "-/package/" + path(name) + "/dist-tags/" + tag, "");
    }

    @Override
    public void deprecate(String name, String version, String message) {
        npm("deprecate", name + "@" + version, message);
    }

    @Override
    public void unpublish(String name, String version) {
        npm("unpublish", name + "@" + version, "--force");
    }

    private void npm(String... arguments) {
        try {
            Path home = Files.createTempDirectory(folder, "npm");
            Files.writeString(home.resolve(".npmrc"), "//" + url.getAuthority() + "/:_authToken=any\n");
            List<String> command = new ArrayList<>(List.of("npm"));
            command.addAll(List.of(arguments));
            command.addAll(List.of(
                    "--registry",
                    url.toString(),
                    "--userconfig",
                    home.resolve(".npmrc").toString()));
            assertThat(NpmTools.run(home, command)).as(command.toString()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** verdaccio reads its storage for every answer. */
    @Override
    void edit(String name, Consumer<ObjectNode> change) {
        Path file = folder.resolve("storage").resolve(name).resolve("package.json");
        try {
            ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
            change.accept(root);
            Files.write(file, JSON.writeValueAsBytes(root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(String name) {
        return name.replace("/", "%2f");
    }

    private void put(String path, String body) {
        send("PUT", path, body);
    }

    private void send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode())
                    .as(method + " " + path + " " + response.body())
                    .isBetween(200, 299);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
