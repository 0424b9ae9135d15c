package dev.teerex.eif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An enclave that runs in the lab, until it is closed or its time is up. */
public final class Guest implements AutoCloseable {
    private final Process lab;
    private final Path run;
    private final Thread reader;
    private final StringBuilder console = new StringBuilder();
    private boolean ended;

    private Guest(Process lab, Path run) {
        this.lab = lab;
        this.run = run;
        this.reader = new Thread(this::readConsole, "enclave-console");
    }

    static Guest boot(Path script, Path image, String memory, Duration limit) throws IOException {
        // A short folder of its own: a Unix socket's path has at most 107 bytes.
        Path run = Files.createTempDirectory("eif");
        ProcessBuilder command = new ProcessBuilder(
                        script.toString(), image.toString(), Long.toString(limit.toSeconds()), memory)
                .redirectErrorStream(true);
        command.environment().put("RUN", run.toString());
        Guest guest = new Guest(command.start(), run);
        guest.reader.setDaemon(true);
        guest.reader.start();
        return guest;
    }

    private void readConsole() {
        try (BufferedReader lines = lab.inputReader(StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line);
            }
        } catch (IOException closed) {
            // The lab was ended.
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        console.append(line).append('\n');
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Returns what was on the console so far. */
    public synchronized String console() {
        return console.toString();
    }

    /** Waits until a text is on the console, and returns the rest of that line. */
    public synchronized String await(String text, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            int at = console.indexOf(text);
            int newline = at < 0 ? -1 : console.indexOf("\n", at);
            if (newline >= 0) {
                return console.substring(at + text.length(), newline).strip();
            }
            long millis = (end - System.nanoTime()) / 1_000_000;
            assertThat(!ended && millis > 0)
                    .as("the guest did not say \"%s\"; its console:%n%s", text, console)
                    .isTrue();
            wait(millis);
        }
    }

    /** Connects to a vsock port of the guest's. */
    public SocketChannel connect(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(run.resolve("h.sock")));
        channel.write(ByteBuffer.wrap(("CONNECT " + port + "\n").getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\n") < 0) {
            if (channel.read(one.clear()) != 1) {
                channel.close();
                throw new IOException("nothing in the guest takes connections at port " + port);
            }
            answer.append((char) one.get(0));
        }
        assertThat(answer.toString()).startsWith("OK ");
        return channel;
    }

    /** Ends the lab's processes, each by its own handle. */
    @Override
    public void close() throws IOException {
        // The script's own children first: the emulator, the socket's backend and the heartbeat.
        List<ProcessHandle> children = lab.descendants().toList();
        children.forEach(ProcessHandle::destroy);
        lab.destroy();
        try {
            for (ProcessHandle child : children) {
                child.onExit().get(20, TimeUnit.SECONDS);
            }
            assertThat(lab.waitFor(20, TimeUnit.SECONDS)).isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new IOException("the lab does not end", e);
        }
        try (var files = Files.list(run)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(run);
    }
}
