package dev.teerex.server.standalone;

import dev.teerex.openpgp.RecipientKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which is killed when this is closed. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private int port;

    private ServerProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts this build's classes with these arguments; what it logs is in the file {@code log} of the folder. */
    static ServerProcess of(Path folder, List<String> arguments) throws IOException {
        return of(folder, List.of(), arguments);
    }

    static ServerProcess of(Path folder, List<String> javaOptions, List<String> arguments) throws IOException {
        return start(folder, command(javaOptions, System.getProperty("java.class.path"), arguments));
    }

    static List<String> command(List<String> javaOptions, String classPath, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-XX:+UseSerialGC"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", classPath, "dev.teerex.server.standalone.Main"));
        command.addAll(arguments);
        return command;
    }

    static ServerProcess start(Path folder, List<String> command) throws IOException {
        return start(Redirect.to(folder.resolve("log").toFile()), command);
    }

    /** Starts it with its log where {@code log} says; nobody reads that if it is a pipe. */
    static ServerProcess start(Redirect log, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log);
        // A launcher runs the Java that this is.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return new ServerProcess(builder.start());
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Returns the arguments to serve with a bb of the version that tests use, on any port, with all files in the folder. */
    static List<String> serve(Path folder, Path bb, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--port=0",
                "--bb=" + bb,
                "--cache-directory=" + folder.resolve("cache"),
                "--crs-directory=" + folder.resolve("crs")));
        arguments.addAll(List.of(options));
        return arguments;
    }

    /** Waits until it is ready, and returns a client of it. */
    RawClient ready() throws IOException {
        if (port == 0) {
            String line = String.valueOf(out.readLine());
            if (!line.matches("ready http://127\\.0\\.0\\.1:\\d+")) {
                close();
                throw new AssertionError("not ready: " + line);
            }
            port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        }
        return new RawClient(port);
    }

    /** Returns a message to the server behind the client. */
    static byte[] message(RawClient client, byte[] plaintext) throws IOException {
        String key = client.get("/encryption-public-key").json("publicKey");
        return TestServer.encrypt(plaintext, RecipientKey.parse(key, Clock.systemUTC()));
    }

    Process process() {
        return process;
    }

    /** Returns the next line of its standard output, or null. */
    String line() throws IOException {
        return out.readLine();
    }

    /** Tells it to stop, and waits until it has. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy();
        return exit();
    }

    int exit() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("it goes on");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
