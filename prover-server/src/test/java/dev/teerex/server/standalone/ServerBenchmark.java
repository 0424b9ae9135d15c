package dev.teerex.server.standalone;

import dev.teerex.bb.TestInputs;
import dev.teerex.openpgp.OpenPgpJs;
import dev.teerex.server.standalone.RawClient.Reply;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.opentest4j.TestAbortedException;

/**
 * Measures servers as processes, one after another: start to ready, {@code POST /prove} of 1 and 10 MiB, and the most memory with
 * four of 10 MiB at once. {@code mvn verify -Pbench -DskipTests -pl native,sdk,prover-server}; needs Linux and Perl, and Node for
 * the server to compare with.
 */
final class ServerBenchmark {
    private static final int MEBIBYTE = 1 << 20;
    private static final int STARTS = 5;
    private static final int WARM_UP = 40;
    private static final int MEASURED = 60;
    private static final int AT_ONCE = 4;
    private static final int ROUNDS = 15;

    private final PrintStream out = System.out;
    private final Path folder;
    private final Path bb;

    private ServerBenchmark(Path folder, Path bb) {
        this.folder = folder;
        this.bb = bb;
    }

    /** Takes the launcher, the jar and the stand-in for bb. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        // Beside what is measured, where a clean build removes it.
        Path folder =
                Files.createTempDirectory(Path.of(arguments[1]).toAbsolutePath().getParent(), "bench");
        ServerBenchmark benchmark = new ServerBenchmark(folder, Path.of(arguments[2]));
        benchmark.measure("packaged", true, benchmark.serve(arguments[0]));
        benchmark.measure("java -jar", true, benchmark.serve(ServerProcess.java(), "-jar", arguments[1]));
        try {
            OpenPgpJs.install();
            // As many fields as the stand-in's proofs have, and a process for each.
            benchmark.measure(
                    "node",
                    false,
                    OpenPgpJs.program("older-server.mjs", "3216", arguments[2], "--version")
                            .command());
        } catch (TestAbortedException e) {
            benchmark.out.println(e.getMessage());
        }
    }

    private record Served(ServerProcess server, RawClient client, Duration start) implements AutoCloseable {
        long peakMebibytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/" + server.process().pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private List<String> serve(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(ServerProcess.serve(folder, bb, "--rate-limit=0"));
        return all;
    }

    private Served start(List<String> command) throws IOException {
        long begin = System.nanoTime();
        ServerProcess server = ServerProcess.start(folder, command);
        RawClient client = server.ready();
        return new Served(server, client, Duration.ofNanos(System.nanoTime() - begin));
    }

    private void measure(String name, boolean ours, List<String> command)
            throws IOException, InterruptedException, ExecutionException {
        long[] starts = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            try (Served server = start(command)) {
                starts[i] = server.start().toMillis();
            }
        }
        Arrays.sort(starts);
        out.printf("%-10s start to ready: %d ms (%d to %d)%n", name, starts[STARTS / 2], starts[0], starts[STARTS - 1]);
        try (Served server = start(command)) {
            for (int size : new int[] {MEBIBYTE, 10 * MEBIBYTE}) {
                byte[] message = message(server, size);
                repeat(name + ", JSON", server, size, RawClient.json(message), "Content-Type: application/json");
                if (ours) {
                    repeat(name + ", octets", server, size, message, "Content-Type: application/octet-stream");
                }
            }
            out.printf("%-10s peak memory of these: %d MiB%n", name, server.peakMebibytes());
        }
        try (Served server = start(command)) {
            atOnce(server, RawClient.json(message(server, 10 * MEBIBYTE)));
            out.printf("%-10s peak memory with %d at once: %d MiB%n", name, AT_ONCE, server.peakMebibytes());
        }
    }

    /** Makes steps of so many bytes, which do not compress, as witnesses hardly do. */
    private static byte[] message(Served server, int size) throws IOException {
        Random random = new Random(size);
        List<Map<String, Object>> steps = new ArrayList<>();
        for (int left = size; left > 0; left -= MEBIBYTE) {
            byte[] witness = new byte[MEBIBYTE];
            random.nextBytes(witness);
            Map<String, Object> step = TestInputs.step("app");
            step.put("witness", TestInputs.gzip(witness));
            steps.add(step);
        }
        return ServerProcess.message(server.client(), TestInputs.pack(steps));
    }

    private void repeat(String name, Served server, int size, byte[] body, String type) throws IOException {
        double[] millis = new double[MEASURED];
        for (int i = -WARM_UP; i < MEASURED; i++) {
            long begin = System.nanoTime();
            prove(server, body, type);
            if (i >= 0) {
                millis[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(millis);
        out.printf(
                "%-18s %2d MiB: p50 %.1f ms, p99 %.1f ms%n",
                name, size / MEBIBYTE, millis[MEASURED / 2], millis[MEASURED * 99 / 100]);
    }

    private void atOnce(Served server, byte[] body) throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE * ROUNDS; i++) {
                all.add(clients.submit(() -> {
                    prove(server, body, "Content-Type: application/json");
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private static void prove(Served server, byte[] body, String type) throws IOException {
        Reply reply = server.client().post("/prove", body, type);
        if (reply.status() != 200) {
            throw new IllegalStateException(reply.status() + " " + reply.text());
        }
    }
}
