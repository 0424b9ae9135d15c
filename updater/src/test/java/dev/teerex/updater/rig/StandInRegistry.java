package dev.teerex.updater.rig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers for package documents as an npm registry does, out of memory, where neither npm nor its network is needed. */
public final class StandInRegistry extends LocalRegistry {
    private static @Nullable StandInRegistry running;

    private final Map<String, ObjectNode> packages = new HashMap<>();
    private final HttpServer server;

    private StandInRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "stand-in-registry");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    /** Returns the registry, started when it is first asked for and ended with this JVM. */
    public static synchronized StandInRegistry get() {
        if (running == null) {
            running = new StandInRegistry();
        }
        return running;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] document = document(exchange.getRequestURI().getPath().substring(1));
            if (document.length == 0) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String tag = '"' + hex("SHA-1", document) + '"';
            exchange.getResponseHeaders().set("ETag", tag);
            if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            exchange.sendResponseHeaders(200, document.length);
            exchange.getResponseBody().write(document);
        }
    }

    private synchronized byte[] document(String name) {
        ObjectNode document = packages.get(name);
        return document == null ? new byte[0] : document.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    synchronized void put(String name, ObjectNode document) {
        ObjectNode known =
                packages.computeIfAbsent(name, n -> JSON.createObjectNode().put("name", n));
        for (String part : new String[] {"versions", "dist-tags"}) {
            known.withObjectProperty(part).setAll((ObjectNode) document.path(part));
        }
        known.withObjectProperty("time");
    }

    @Override
    public void tag(String name, String version, String tag) {
        edit(name, root -> root.withObjectProperty("dist-tags").put(tag, version));
    }

    @Override
    public void untag(String name, String tag) {
        edit(name, root -> root.withObjectProperty("dist-tags").remove(tag));
    }

    @Override
    public void deprecate(String name, String version, String message) {
        edit(name, root -> ((ObjectNode) root.path("versions").path(version)).put("deprecated", message));
    }

    /** As with npm, the version keeps its time, and its tags go to a version that is left. */
    @Override
    public void unpublish(String name, String version) {
        edit(name, root -> {
            ObjectNode versions = root.withObjectProperty("versions");
            versions.remove(version);
            String left = versions.fieldNames().next();
            ObjectNode tags = root.withObjectProperty("dist-tags");
            tags.properties().forEach(tag -> {
                if (tag.getValue().asText().equals(version)) {
                    tag.setValue(tags.textNode(left));
                }
            });
        });
    }

    @Override
    synchronized void edit(String name, Consumer<ObjectNode> change) {
        ObjectNode document = packages.get(name);
        if (document == null) {
            throw new IllegalArgumentException(name + " was not published");
        }
        change.accept(document);
    }
}
