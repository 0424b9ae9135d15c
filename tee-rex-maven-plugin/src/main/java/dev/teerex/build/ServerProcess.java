package dev.teerex.build;

import dev.teerex.bb.BbVersion;
import dev.teerex.download.ProxyServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A prover server in a process of its own. Its standard input is a pipe from this process and the server stops when that ends, so it
 * outlives this process in no case: not a build that fails, not one that forgets to stop it, not a kill -9. Thread-safe.
 */
public final class ServerProcess {
    private static final String READY = "ready ";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final LogFile log;
    private final String address;

    private ServerProcess(Process process, LogFile log, String address) {
        this.process = process;
        this.log = log;
        this.address = address;
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @throws BuildException with {@link BuildException.Code#SERVER_NOT_STARTED} when it ends before that or takes too long;
     *     then it runs no more
     */
    static ServerProcess start(ServerRequest request, BbVersion version) {
        LogFile log = new LogFile(request.log().toAbsolutePath());
        Process process = launch(
                ServerCommand.of(request, version), request.prover().http().proxies(), log.path());
        boolean ready = false;
        try {
            ServerProcess server = new ServerProcess(process, log, awaitReady(process, log, request.patience()));
            ready = true;
            return server;
        } finally {
            if (!ready) {
                process.destroyForcibly();
            }
        }
    }

    private static Process launch(List<String> command, List<ProxyServer> proxies, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        // What the build says counts, not what the environment says to servers: it could name another bb.
        builder.environment().keySet().removeIf(name -> name.startsWith("TEE_REX_") || name.equals("BB_BINARY_PATH"));
        ProxyVariables.set(builder.environment(), proxies);
        try {
            Files.createDirectories(log.getParent());
            return builder.start();
        } catch (IOException e) {
            throw notStarted("it cannot be run (" + e.getMessage() + ")", e);
        }
    }

    private static String awaitReady(Process process, LogFile log, Duration patience) {
        CompletableFuture<String> ready = new CompletableFuture<>();
        // Reads on after that, so that the server can always write; the end of the process ends it.
        Thread reader = new Thread(() -> readAddress(process, ready), "tee-rex-server-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw notStarted(
                    "it was not ready after " + patience.toSeconds() + " s (tee-rex.startTimeout); " + log.end(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted("the build was interrupted", e);
        } catch (ExecutionException e) {
            // Without a cause: that its output ended is all there is to know.
            throw notStarted("it ended before it was ready; " + log.end(), null);
        }
    }

    private static void readAddress(Process process, CompletableFuture<String> ready) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(READY)) {
                    ready.complete(line.substring(READY.length()));
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IOException("the output ended"));
    }

    private static BuildException notStarted(String why, @Nullable Throwable cause) {
        return new BuildException(
                BuildException.Code.SERVER_NOT_STARTED, "the prover server did not start: " + why, cause);
    }

    /** Returns where it listens, for example {@code http://127.0.0.1:34567}. */
    public String address() {
        return address;
    }

    /** Returns the number of its process. */
    public long pid() {
        return process.pid();
    }

    /** Returns the file that its log goes to. */
    public Path log() {
        return log.path();
    }

    /** Stops it, by force where it does not by itself, and says how that went. */
    public void stop(BuildLog buildLog) {
        if (!process.isAlive()) {
            buildLog.warn("the prover server at " + address + " had ended by itself before, with " + process.exitValue()
                    + "; " + log.end());
            return;
        }
        boolean stopped = false;
        try {
            process.getOutputStream().close();
            stopped = process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            // The pipe is broken, so the process is ending or does not listen: by force, then.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (stopped) {
                buildLog.info("the prover server at " + address + " has stopped");
            } else {
                process.destroyForcibly();
                buildLog.warn("the prover server at " + address + " did not stop and was killed; " + log.end());
            }
        }
    }
}
