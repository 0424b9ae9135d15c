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
 * Measures servers as processes: start to ready and the most memory with four of 10 MiB at once, one server after another, and
 * {@code POST /prove} of 1 and 10 MiB in turns, so that whatever else the machine does is the same for all.
 * {@code mvn verify -Pbench -DskipTests -pl native,sdk,prover-server}; needs Linux and Perl, and Node for the server to compare
 * with, which Bun runs too where it is on the path: that is what the TypeScript server runs on.
 */
final class ServerBenchmark {
    private static final int MEBIBYTE = 1 << 20;
    private static final int STARTS = 5;
    private static final int MEASURED = 60;
    private static final int TURN = 20;
    private static final int AT_ONCE = 4;
    private static final int ROUNDS = 15;

    private final PrintStream out = System.out;
    private final Path folder;
    private final Path bb;
    private final int warmUp;

    private ServerBenchmark(Path folder, Path bb, int warmUp) {
        this.folder = folder;
        this.bb = bb;
        this.warmUp = warmUp;
    }

    /** Takes the launcher, the jar, the stand-in for bb, and how many requests are not measured, a multiple of 20. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        // Beside what is measured, where a clean build removes it.
        Path folder =
                Files.createTempDirectory(Path.of(arguments[1]).toAbsolutePath().getParent(), "bench");
        ServerBenchmark benchmark = new ServerBenchmark(folder, Path.of(arguments[2]), Integer.parseInt(arguments[3]));
        List<Rival> rivals = new ArrayList<>(List.of(
                new Rival("packaged", true, benchmark.serve(arguments[0])),
                new Rival("java -jar", true, benchmark.serve(ServerProcess.java(), "-jar", arguments[1]))));
        try {
            OpenPgpJs.install();
            // As many fields as the stand-in's proofs have, and a process for each.
            List<String> older = OpenPgpJs.program("older-server.mjs", "3216", arguments[2], "--version")
                    .command();
            rivals.add(new Rival("node", false, older));
            if (OpenPgpJs.succeeds(new ProcessBuilder("bun", "--version"), folder.resolve("bun"))) {
                List<String> onBun = new ArrayList<>(older);
                onBun.set(0, "bun");
                rivals.add(new Rival("bun", false, onBun));
            }
        } catch (TestAbortedException e) {
            benchmark.out.println(e.getMessage());
        }
        for (Rival rival : rivals) {
            benchmark.starts(rival);
            benchmark.atOnce(rival, "JSON", Request::json);
            if (rival.ours()) {
                benchmark.atOnce(rival, "v1", Request::v1);
            }
        }
        for (int size : new int[] {MEBIBYTE, 10 * MEBIBYTE}) {
            benchmark.inTurns(rivals, size);
        }
    }

    private record Rival(String name, boolean ours, List<String> command) {}

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

    private void starts(Rival rival) throws IOException {
        long[] starts = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            try (Served server = start(rival.command())) {
                starts[i] = server.start().toMillis();
            }
        }
        Arrays.sort(starts);
        out.printf(
                "%-10s start to ready: %d ms (%d to %d)%n",
                rival.name(), starts[STARTS / 2], starts[0], starts[STARTS - 1]);
    }

    private void inTurns(List<Rival> rivals, int size) throws IOException {
        List<Served> servers = new ArrayList<>();
        try {
            List<Series> all = new ArrayList<>();
            for (Rival rival : rivals) {
                Served server = start(rival.command());
                servers.add(server);
                all.add(new Series(rival.name() + ", JSON", server, Request.json(server, size)));
                if (rival.ours()) {
                    all.add(new Series(rival.name() + ", octets", server, Request.octets(server, size)));
                }
            }
            for (int i = -warmUp; i < MEASURED; i += TURN) {
                for (Series each : all) {
                    each.turn(i);
                }
            }
            all.forEach(each -> each.print(out, size));
        } finally {
            servers.forEach(Served::close);
        }
    }

    /** The times of one kind of request to one server. */
    private static final class Series {
        private final String name;
        private final Served server;
        private final Request request;
        private final double[] millis = new double[MEASURED];

        Series(String name, Served server, Request request) {
            this.name = name;
            this.server = server;
            this.request = request;
        }

        /** Asks some times; what is before the first is warming up. */
        void turn(int first) throws IOException {
            for (int i = first; i < first + TURN; i++) {
                long begin = System.nanoTime();
                request.send(server);
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - begin) / 1e6;
                }
            }
        }

        void print(PrintStream out, int size) {
            Arrays.sort(millis);
            out.printf(
                    "%-18s %2d MiB: p50 %.1f ms, p99 %.1f ms%n",
                    name, size / MEBIBYTE, millis[MEASURED / 2], millis[MEASURED * 99 / 100]);
        }
    }

    private record Request(String path, byte[] body, String type) {
        private static final String OCTETS = "Content-Type: application/octet-stream";

        static Request json(Served server, int size) throws IOException {
            byte[] body = RawClient.json(ServerProcess.message(server.client(), steps(size)));
            return new Request("/prove", body, "Content-Type: application/json");
        }

        static Request octets(Served server, int size) throws IOException {
            return new Request("/prove", ServerProcess.message(server.client(), steps(size)), OCTETS);
        }

        static Request v1(Served server, int size) throws IOException {
            byte[] message = TestInputs.pack(Map.of("scheme", "chonk", "ivc_inputs", steps(size)));
            return new Request("/v1/prove", ServerProcess.message(server.client(), message), OCTETS);
        }

        /** Makes steps of so many bytes, which do not compress, as witnesses hardly do. */
        private static byte[] steps(int size) {
            Random random = new Random(size);
            List<Map<String, Object>> steps = new ArrayList<>();
            for (int left = size; left > 0; left -= MEBIBYTE) {
                byte[] witness = new byte[MEBIBYTE];
                random.nextBytes(witness);
                Map<String, Object> step = TestInputs.step("app");
                step.put("witness", TestInputs.gzip(witness));
                steps.add(step);
            }
            return TestInputs.pack(steps);
        }

        void send(Served server) throws IOException {
            Reply reply = server.client().post(path, body, type);
            if (reply.status() != 200) {
                throw new IllegalStateException(reply.status() + " " + reply.text());
            }
        }
    }

    @FunctionalInterface
    private interface Kind {
        Request to(Served server, int size) throws IOException;
    }

    private void atOnce(Rival rival, String name, Kind kind)
            throws IOException, InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try (Served server = start(rival.command())) {
            Request request = kind.to(server, 10 * MEBIBYTE);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE * ROUNDS; i++) {
                all.add(clients.submit(() -> {
                    request.send(server);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            out.printf(
                    "%-10s peak memory with %d at once, %s: %d MiB%n",
                    rival.name(), AT_ONCE, name, server.peakMebibytes());
        } finally {
            clients.shutdownNow();
        }
    }
}
