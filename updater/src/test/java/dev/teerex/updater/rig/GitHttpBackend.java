package dev.teerex.updater.rig;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/** The canonical git server, {@code git http-backend}, as CGI (RFC 3875) behind the JDK's HTTP server, with Basic authentication. */
final class GitHttpBackend {
    private final Path root;
    private final String token;

    GitHttpBackend(Path root, String token) {
        this.root = root;
        this.token = token;
    }

    void handle(HttpExchange exchange, boolean cut) throws IOException {
        String expected = "Basic "
                + Base64.getEncoder().encodeToString(("x-access-token:" + token).getBytes(StandardCharsets.US_ASCII));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
            return;
        }
        ProcessBuilder builder =
                new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> env = builder.environment();
        env.put("GIT_PROJECT_ROOT", root.toString());
        env.put("GIT_HTTP_EXPORT_ALL", "1");
        // Else hooks of the user's own configuration would run in the place of the repository's.
        env.put("GIT_CONFIG_GLOBAL", "/dev/null");
        env.put("GIT_CONFIG_NOSYSTEM", "1");
        env.put("GIT_CONFIG_COUNT", "1");
        env.put("GIT_CONFIG_KEY_0", "safe.directory");
        env.put("GIT_CONFIG_VALUE_0", "*");
        env.put("REMOTE_USER", "x-access-token");
        env.put("REQUEST_METHOD", exchange.getRequestMethod());
        env.put("PATH_INFO", exchange.getRequestURI().getPath());
        env.put(
                "QUERY_STRING",
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
        header(exchange, env, "Content-Type", "CONTENT_TYPE");
        header(exchange, env, "Content-Encoding", "HTTP_CONTENT_ENCODING");
        header(exchange, env, "Git-Protocol", "GIT_PROTOCOL");
        byte[] body = exchange.getRequestBody().readAllBytes();
        Process process = builder.start();
        Thread feeder = new Thread(
                () -> {
                    try (OutputStream in = process.getOutputStream()) {
                        in.write(body);
                    } catch (IOException e) {
                        // git ended without reading everything: its answer says why.
                    }
                },
                "git-stdin");
        feeder.start();
        try (InputStream out = process.getInputStream()) {
            int status = 200;
            for (String line = line(out); !line.isEmpty(); line = line(out)) {
                String[] parts = line.split(": ", 2);
                if (parts[0].equals("Status")) {
                    status = Integer.parseInt(parts[1].substring(0, 3));
                } else {
                    exchange.getResponseHeaders().set(parts[0], parts[1]);
                }
            }
            if (cut) {
                out.transferTo(OutputStream.nullOutputStream());
                exchange.close();
                return;
            }
            exchange.sendResponseHeaders(status, 0);
            try (OutputStream answer = exchange.getResponseBody()) {
                out.transferTo(answer);
            }
        } finally {
            process.destroy();
        }
    }

    private static void header(HttpExchange exchange, Map<String, String> env, String name, String variable) {
        String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
            env.put(variable, value);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
