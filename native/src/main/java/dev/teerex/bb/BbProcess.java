package dev.teerex.bb;

import dev.teerex.Deadline;
import dev.teerex.Printable;
import dev.teerex.bb.BbException.Code;
import dev.teerex.msgpack.MsgpackReader;
import dev.teerex.msgpack.MsgpackWriter;
import dev.teerex.process.ProcessTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One bb process behind one Unix socket that nobody else can reach. Closing it kills it, with its children: bb keeps nothing
 * worth waiting for, and SIGTERM would wait for the running command.
 *
 * <p>The socket lies in a private folder (mode 0700) only until the connection stands; then both are removed, so that a
 * killed JVM leaves nothing behind. bb asks the kernel to be told when the <em>thread</em> that started it ends (measured:
 * {@code PR_SET_PDEATHSIG}), so a thread of this process's own starts it, reads its output, and lives exactly as long.
 *
 * <p>Not thread-safe. To break off what a thread waits for, interrupt it.
 */
public final class BbProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    // The largest answer known is a Chonk proof, about 150 KB.
    private static final int MAX_RESPONSE = 16 * 1024 * 1024;

    private final BbBinary binary;
    private final Process process;
    private final BbOutput output;
    private final Thread owner;
    private final Thread atExit;
    private @Nullable BbSocket socket;

    private BbProcess(BbBinary binary, Process process, BbOutput output, Thread owner) {
        this.binary = binary;
        this.process = process;
        this.output = output;
        this.owner = owner;
        this.atExit = new Thread(this::destroy, "tee-rex-bb-at-exit");
    }

    /**
     * Starts a process and connects to it.
     *
     * @param binary what to start
     * @param run its surroundings
     * @return the process; close it
     * @throws BbException with {@link Code#CANNOT_RUN} when it does not start, {@link Code#TIMED_OUT} when it does not listen
     *     within 20 seconds, {@link Code#CANCELLED} when the thread is interrupted or this JVM is ending
     */
    public static BbProcess start(BbBinary binary, BbRun run) {
        Deadline deadline = Deadline.after(START_LIMIT, run.ticker());
        try (SocketFolder folder = SocketFolder.in(run.temporaryDirectory())) {
            BbProcess bb = launch(binary, run, folder.socket());
            boolean connected = false;
            try {
                bb.connect(folder.socket(), deadline);
                connected = true;
                return bb;
            } finally {
                // Whatever was in the way, an Error as well: nobody else knows of the process.
                if (!connected) {
                    bb.close();
                }
            }
        }
    }

    private static BbProcess launch(BbBinary binary, BbRun run, Path socketPath) {
        ProcessBuilder builder = new ProcessBuilder(binary.command("msgpack", "run", "--input", socketPath.toString()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("CRS_PATH", run.crsDirectory().toAbsolutePath().toString());
        environment.put("HARDWARE_CONCURRENCY", Integer.toString(run.threads()));
        builder.redirectErrorStream(true);
        BbOutput output = new BbOutput();
        CompletableFuture<Process> started = new CompletableFuture<>();
        Thread owner = new Thread(() -> own(builder, output, started), "tee-rex-bb");
        owner.setDaemon(true);
        owner.start();
        boolean launched = false;
        try {
            BbProcess bb =
                    new BbProcess(binary, started.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS), output, owner);
            bb.killAtExit();
            launched = true;
            return bb;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                // It is this JVM that is in trouble, not the file.
                throw error;
            }
            throw new BbException(
                    Code.CANNOT_RUN,
                    "bb " + binary.version() + " cannot be started: " + binary.path()
                            + "; check that the file is there and may be executed",
                    e.getCause());
        } catch (TimeoutException e) {
            throw new BbException(
                    Code.CANNOT_RUN,
                    "bb " + binary.version() + " was not started within " + START_LIMIT.toSeconds() + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BbException(Code.CANCELLED, "interrupted while bb " + binary.version() + " was started", e);
        } finally {
            if (!launched) {
                abandon(started);
            }
        }
    }

    private static void abandon(CompletableFuture<Process> started) {
        if (!started.cancel(false) && !started.isCompletedExceptionally()) {
            ProcessTree.kill(started.join());
        }
    }

    private static void own(ProcessBuilder builder, BbOutput output, CompletableFuture<Process> started) {
        try {
            Process process = builder.start();
            try {
                if (!started.complete(process)) {
                    process.destroyForcibly();
                }
                process.getOutputStream().close();
                output.drain(process.getInputStream());
                process.waitFor();
            } finally {
                // Dead already, unless its output cannot be read any more; bb would not outlive this thread.
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // Before the start: what the caller is told, an Error too. After it: the pipe broke, the process is dead.
            started.completeExceptionally(e);
        }
    }

    private void killAtExit() {
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException e) {
            close();
            throw new BbException(
                    Code.CANCELLED, "bb " + binary.version() + " is not started: this program is ending", e);
        }
    }

    private void connect(Path socketPath, Deadline deadline) {
        while (true) {
            if (Files.exists(socketPath)) {
                try {
                    socket = BbSocket.connect(socketPath);
                    return;
                } catch (IOException notListeningYet) {
                    // The file appears with bind, connections are possible after listen.
                }
            }
            boolean ended;
            try {
                ended = process.waitFor(1, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BbException(Code.CANCELLED, "interrupted while bb " + binary.version() + " was starting", e);
            }
            if (ended) {
                joinOwner();
                throw new BbException(
                        Code.CANNOT_RUN,
                        "bb " + binary.version() + " ended before it could be used (" + ending() + "): "
                                + output.lastWords() + "; `tee-rex:doctor` shows what it needs");
            }
            if (deadline.passed()) {
                throw new BbException(
                        Code.TIMED_OUT,
                        "bb " + binary.version() + " did not listen within "
                                + deadline.limit().toSeconds() + " s: " + output.lastWords());
            }
        }
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns which binary this is a process of. */
    public BbBinary binary() {
        return binary;
    }

    /**
     * Sends a command and waits for its answer. After any failure but {@link Code#REJECTED} the process is dead.
     *
     * @throws BbException with {@link Code#REJECTED} when bb says no, {@link Code#OUT_OF_MEMORY}, {@link Code#DIED},
     *     {@link Code#KILLED_BY_SIGNAL}, {@link Code#TIMED_OUT}, {@link Code#CANCELLED} or {@link Code#PROTOCOL}
     */
    <R> R call(BbCommand<R> command, Deadline deadline) {
        send(command, deadline);
        return receive(command, deadline);
    }

    /**
     * Sends a command without waiting for its answer, which has to be {@linkplain #receive received} before another is sent. It
     * returns when bb or the kernel has all of the command. Where bb has ended, that is for {@code receive} to say: what bb still
     * answered is there.
     *
     * @throws BbException with {@link Code#TIMED_OUT} or {@link Code#CANCELLED}; the process is dead then
     */
    void send(BbCommand<?> command, Deadline deadline) {
        MsgpackWriter request = new MsgpackWriter().array(1).array(2).string(command.name());
        command.encode(request);
        BbSocket connection = connection();
        try {
            connection.send(request.finish(), deadline);
        } catch (BbSocket.TimedOut e) {
            throw timedOut(command, deadline, e);
        } catch (BbSocket.Interrupted e) {
            throw interrupted(command, e);
        } catch (IOException e) {
            // Whoever waits for the answer hears of it.
        }
    }

    /** Waits for the answer to the command that was sent; as {@link #call}. */
    <R> R receive(BbCommand<R> command, Deadline deadline) {
        byte[] response = answer(command, deadline);
        try (MsgpackReader reader = new MsgpackReader(response)) {
            return BbResponse.read(reader, command, binary.version());
        } catch (BbException e) {
            if (e.reason() != Code.REJECTED) {
                destroy();
            }
            throw e;
        } catch (IOException e) {
            destroy();
            throw new BbException(
                    Code.PROTOCOL,
                    "bb " + binary.version() + " answered " + command.name() + " with something else than version "
                            + binary.version() + " should: " + Printable.of(String.valueOf(e.getMessage()))
                            + "; check that the binary is what its version says",
                    e);
        }
    }

    private byte[] answer(BbCommand<?> command, Deadline deadline) {
        BbSocket connection = connection();
        try {
            return connection.receive(MAX_RESPONSE, deadline);
        } catch (BbSocket.TimedOut e) {
            throw timedOut(command, deadline, e);
        } catch (BbSocket.Interrupted e) {
            throw interrupted(command, e);
        } catch (BbSocket.TooLarge e) {
            destroy();
            throw new BbException(
                    Code.PROTOCOL, "bb " + binary.version() + " gave " + e.getMessage() + ", to " + command.name(), e);
        } catch (IOException e) {
            throw ended(command, e);
        }
    }

    private BbSocket connection() {
        BbSocket connection = socket;
        if (connection == null) {
            throw new IllegalStateException("bb is closed");
        }
        return connection;
    }

    private BbException timedOut(BbCommand<?> command, Deadline deadline, IOException cause) {
        destroy();
        return new BbException(
                Code.TIMED_OUT,
                "bb " + binary.version() + " did not finish " + command.name() + " within "
                        + deadline.limit().toSeconds()
                        + " s and was killed; allow more with tee-rex.timeout, or give it more tee-rex.threads",
                cause);
    }

    private BbException interrupted(BbCommand<?> command, IOException cause) {
        destroy();
        return cancelled(command, cause);
    }

    private BbException cancelled(BbCommand<?> command, @Nullable Throwable cause) {
        return new BbException(
                Code.CANCELLED,
                "cancelled during " + command.name() + "; bb " + binary.version() + " was killed",
                cause);
    }

    private BbException ended(BbCommand<?> command, IOException cause) {
        boolean byItself = false;
        boolean interrupted = Thread.interrupted();
        try {
            byItself = process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        destroy();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (interrupted) {
            return cancelled(command, cause);
        }
        joinOwner();
        String words = output.lastWords();
        String said = words.isEmpty() ? "" : "; its last words: " + words;
        String during = "bb " + binary.version() + " ended during " + command.name();
        if (!byItself) {
            return new BbException(Code.DIED, during + ": it closed the connection without an answer" + said, cause);
        }
        return isSignal(process.exitValue())
                ? new BbException(
                        Code.KILLED_BY_SIGNAL,
                        during + " (" + ending() + ")" + said
                                + "; signal 9 is most often the system running out of memory, 6 and 11 a crash of bb",
                        cause)
                : new BbException(Code.DIED, during + " (" + ending() + ")" + said, cause);
    }

    private String ending() {
        int exit = process.exitValue();
        return isSignal(exit) ? "signal " + (exit - 128) : "exit code " + exit;
    }

    // The JDK reports an end by signal n as exit code 128 + n.
    private static boolean isSignal(int exit) {
        return exit > 128 && exit < 128 + 65;
    }

    private void destroy() {
        ProcessTree.kill(process);
    }

    private void joinOwner() {
        boolean interrupted = Thread.interrupted();
        try {
            owner.join(END_LIMIT.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills the process and its children and waits, at most 5 seconds, until they are gone. */
    @Override
    public void close() {
        destroy();
        BbSocket connection = socket;
        socket = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // The peer is dead; there is nothing to lose.
            }
        }
        joinOwner();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is going down and runs the hook itself.
        }
    }

    @Override
    public String toString() {
        return "bb " + binary.version() + ", process " + process.pid();
    }
}
