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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An enclave that runs in the lab, until it is closed or its time is up. */
public final class Guest implements AutoCloseable {
    private final Process emulator;
    private final List<Process> helpers;
    private final Path run;
    private final Thread reader;
    private final StringBuilder console = new StringBuilder();
    private boolean ended;

    private Guest(Process emulator, List<Process> helpers, Path run) {
        this.emulator = emulator;
        this.helpers = helpers;
        this.run = run;
        this.reader = new Thread(this::readConsole, "enclave-console");
    }

    /**
     * Boots as the lab's own {@code boot.sh} does, but for one flag. With {@code ioeventfd}, the emulated NSM looks
     * for a request once of its own accord when the driver is ready; when the kernel is just then between a first
     * request's two buffers, the device breaks for good ("Expected response buffer after request buffer"), as seen in
     * 2 of 25 boots on a busy machine.
     */
    static Guest boot(Path lab, Path image, String memory, Duration limit) throws IOException {
        // A short folder of its own: a Unix socket's path has at most 107 bytes.
        Path run = Files.createTempDirectory("eif");
        String vsock = run.resolve("v.sock").toString();
        String host = run.resolve("h.sock").toString();
        String qemu = lab.resolve("qemu").toString();
        List<Process> helpers = new ArrayList<>();
        try {
            helpers.add(start(limit, run, List.of("python3", lab + "/vuvsock.py", vsock, "4", host)));
            helpers.add(start(limit, run, List.of("python3", lab + "/heartbeat.py", host)));
            awaitSocket(Path.of(vsock), helpers.get(0));
            List<String> command = new ArrayList<>(List.of(
                    qemu + "/lib/ld-linux-x86-64.so.2",
                    "--library-path",
                    qemu + "/lib",
                    qemu + "/qemu-system-x86_64",
                    "-M",
                    "nitro-enclave,vsock=c,id=i-simulated"));
            command.addAll(List.of("-global", "virtio-mmio.ioeventfd=off"));
            command.addAll(List.of("-accel", "tcg", "-nographic", "-no-reboot", "-smp", "2", "-m", memory));
            command.addAll(List.of("-kernel", image.toString(), "-append", "reboot=t"));
            command.addAll(List.of("-chardev", "socket,id=c,path=" + vsock, "-L", qemu + "/data"));
            Guest guest = new Guest(start(limit, null, command), helpers, run);
            guest.reader.setDaemon(true);
            guest.reader.start();
            return guest;
        } catch (IOException | RuntimeException | Error e) {
            helpers.forEach(Process::destroyForcibly);
            throw e;
        }
    }

    /** Starts a part of the lab; {@code timeout} ends it too when the JVM that tests is killed. */
    private static Process start(Duration limit, @Nullable Path run, List<String> command) throws IOException {
        List<String> limited = new ArrayList<>(List.of("timeout", Long.toString(limit.toSeconds())));
        limited.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(limited).redirectErrorStream(true);
        if (run != null) {
            builder.redirectOutput(
                    ProcessBuilder.Redirect.appendTo(run.resolve("helpers.log").toFile()));
        }
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static void awaitSocket(Path socket, Process owner) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!Files.exists(socket)) {
            if (!owner.isAlive() || System.nanoTime() > end) {
                throw new IOException("the lab's vsock backend does not make its socket");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void readConsole() {
        try (BufferedReader lines = emulator.inputReader(StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line);
            }
        } catch (IOException closed) {
            // The emulator was ended.
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
        assertThat(says(text, limit))
                .as("the guest did not say \"%s\"; its console:%n%s", text, console)
                .isTrue();
        int at = console.indexOf(text) + text.length();
        return console.substring(at, console.indexOf("\n", at)).strip();
    }

    /** Waits until a line with a text is on the console; false when the guest ends without it, or the time is up. */
    public synchronized boolean says(String text, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            int at = console.indexOf(text);
            if (at >= 0 && console.indexOf("\n", at) >= 0) {
                return true;
            }
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (ended || millis <= 0) {
                return false;
            }
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
        List<Process> all = new ArrayList<>(helpers);
        all.add(emulator);
        // timeout hands the signal on to what it started.
        all.forEach(Process::destroy);
        try {
            for (Process process : all) {
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
            reader.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
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
