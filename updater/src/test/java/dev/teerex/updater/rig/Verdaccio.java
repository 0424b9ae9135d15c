package dev.teerex.updater.rig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** verdaccio, a real npm registry, without uplinks. One for all tests of a JVM; each test has packages of its own. */
public final class Verdaccio {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger SCOPES = new AtomicInteger();
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

    /** Returns its address. */
    public URI url() {
        return url;
    }

    /** Returns a prefix for the package names of one test. */
    public String prefix() {
        return "@aztec/t" + ProcessHandle.current().pid() + "x" + SCOPES.incrementAndGet() + "-";
    }

    /** Publishes a version under a tag, long enough ago for every cool-down. */
    public void publish(String name, String version, String tag) {
        publish(name, version, tag, Map.of("package/index.js", name.getBytes(StandardCharsets.UTF_8)));
        published(name, version, Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Publishes a version as npm does, with one PUT. */
    public void publish(String name, String version, String tag, Map<String, byte[]> files) {
        byte[] tgz = tarball(files);
        String file = name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
        ObjectNode manifest = JSON.createObjectNode().put("name", name).put("version", version);
        manifest.putObject("repository").put("url", "git+https://github.com/AztecProtocol/aztec-packages.git");
        manifest.putObject("dist")
                .put("integrity", "sha512-" + Base64.getEncoder().encodeToString(digest("SHA-512", tgz)))
                .put("shasum", HexFormat.of().formatHex(digest("SHA-1", tgz)))
                .put("tarball", url + name + "/-/" + file);
        ObjectNode root = JSON.createObjectNode().put("_id", name).put("name", name);
        root.putObject("dist-tags").put(tag, version);
        root.putObject("versions").set(version, manifest);
        root.putObject("_attachments")
                .putObject(file)
                .put("content_type", "application/octet-stream")
                .put("data", Base64.getEncoder().encodeToString(tgz))
                .put("length", tgz.length);
        put(path(name), root.toString());
    }

    /** Points a tag at a version. */
    public void tag(String name, String version, String tag) {
        put("-/package/" + path(name) + "/dist-tags/" + tag, '"' + version + '"');
    }

    /** Takes a tag away. */
    public void untag(String name, String tag) {
        send("DELETE", "-/package/" + path(name) + "/dist-tags/" + tag, "");
    }

    /** Deprecates a version as npm does. */
    public void deprecate(String name, String version, String message) {
        npm("deprecate", name + "@" + version, message);
    }

    /** Takes a version back as npm does. */
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

    /** Sets when a version was published; verdaccio reads its storage for every answer. */
    public void published(String name, String version, Instant time) {
        edit(name, root -> ((ObjectNode) root.path("time")).put(version, time.toString()));
    }

    /** Removes when a version was published. */
    public void forgetPublished(String name, String version) {
        edit(name, root -> ((ObjectNode) root.path("time")).remove(version));
    }

    /** Changes a version's integrity, as a registry does that was broken into. */
    public void integrity(String name, String version, @Nullable String integrity) {
        edit(name, root -> {
            ObjectNode dist = (ObjectNode) root.path("versions").path(version).path("dist");
            if (integrity == null) {
                dist.remove("integrity");
            } else {
                dist.put("integrity", integrity);
            }
        });
    }

    /** Signs a version as a registry does, over name, version and integrity. */
    public void sign(String name, String version, String keyid, PrivateKey key) {
        edit(name, root -> {
            ObjectNode dist = (ObjectNode) root.path("versions").path(version).path("dist");
            String signed = name + "@" + version + ":" + dist.path("integrity").asText();
            try {
                Signature signer = Signature.getInstance("SHA256withECDSA");
                signer.initSign(key);
                signer.update(signed.getBytes(StandardCharsets.UTF_8));
                dist.putArray("signatures")
                        .addObject()
                        .put("keyid", keyid)
                        .put("sig", Base64.getEncoder().encodeToString(signer.sign()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void edit(String name, Consumer<ObjectNode> change) {
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

    /** Returns a package archive with these files. */
    public static byte[] tarball(Map<String, byte[]> files) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                byte[] header = new byte[512];
                put(header, 0, file.getKey());
                put(header, 100, "0000755");
                put(header, 124, String.format("%011o", file.getValue().length));
                header[156] = '0';
                put(header, 257, "ustar");
                out.write(header);
                out.write(file.getValue());
                out.write(new byte[(512 - file.getValue().length % 512) % 512]);
            }
            out.write(new byte[1024]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
