package dev.teerex.bb.standin;

import dev.teerex.msgpack.MsgpackReader;
import dev.teerex.msgpack.MsgpackWriter;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for bb: answers {@code --version} and speaks the socket protocol of {@code msgpack run}, proves nothing, and fails
 * on demand. Its proofs have the right shape and only that.
 *
 * <p>It ends when its client leaves, when nobody connects within 10 seconds, and soon after the process that started it. The real
 * one does only the last of these, at once, for which the kernel has a call that Java has not.
 *
 * <p>Behaviour is given by system properties, which {@link StandIn} puts into the script that starts it:
 * {@code version}, {@code log} (a file that gets one line a command, two before them), {@code delayMillis} (before each proof),
 * {@code gate} (a file that must be there before a proof is answered), {@code stepGate} (the beginning of the names of files, of
 * which the one with the number of a step, from 1, must be there before that step is answered),
 * {@code on} and {@code do} (a command, and what happens there: {@code error}, {@code selfCheck}, {@code noMemory},
 * {@code noThread}, {@code exit}, {@code abort}, {@code hang}, {@code garbage}, {@code huge}, {@code close}, {@code other}),
 * {@code says} (the words of an {@code error}), {@code invalid} (verification says no).
 */
public final class StandInBb {
    private static final int PROOF_FIELDS_5 = 458;
    private static final int PARENT_DIED = 4;
    private static final int NOBODY_CAME = 5;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final byte[] KEY = new byte[3680];

    private final String version = System.getProperty("version", "5.0.0");
    private final String failOn = System.getProperty("on", "");
    private final String failure = System.getProperty("do", "error");
    private final boolean logging = System.getProperty("log") != null;

    private int steps;

    private StandInBb() {}

    /** Runs as bb would. */
    public static void main(String[] arguments) throws Exception {
        List<String> args = List.of(arguments);
        StandInBb bb = new StandInBb();
        if (args.equals(List.of("--version"))) {
            System.out.println(bb.version);
            return;
        }
        if (args.size() != 4 || !args.subList(0, 3).equals(List.of("msgpack", "run", "--input"))) {
            System.err.println("usage: --version | msgpack run --input SOCKET");
            System.exit(109);
        }
        ProcessHandle.current().parent().ifPresent(StandInBb::endWith);
        bb.serve(Path.of(args.get(3)));
    }

    /** The real bb asks Linux for a signal when its parent dies; a JVM has to watch. */
    private static void endWith(ProcessHandle parent) {
        var unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(PARENT_DIED));
    }

    private void serve(Path socket) throws Exception {
        log("environment " + new java.util.TreeMap<>(System.getenv()));
        System.err.println("Stand-in for bb " + version + " (mem: 1.00 MiB)");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (SocketChannel client = accept(server)) {
                log("connected");
                while (true) {
                    answer(client, receive(client));
                }
            } catch (EOFException | ClosedChannelException clientLeft) {
                // As bb does not: a stand-in must not outlive its test.
            }
        }
    }

    private static SocketChannel accept(ServerSocketChannel server) throws IOException {
        Thread impatience = new Thread(() -> {
            LockSupport.parkNanos(CONNECT_LIMIT.toNanos());
            if (!Thread.interrupted()) {
                Runtime.getRuntime().halt(NOBODY_CAME);
            }
        });
        impatience.setDaemon(true);
        impatience.start();
        SocketChannel client = server.accept();
        impatience.interrupt();
        return client;
    }

    private void answer(SocketChannel client, byte[] request) throws Exception {
        MsgpackReader reader = new MsgpackReader(new ByteArrayInputStream(request));
        reader.array(1);
        reader.array(2);
        String command = reader.string(100);
        Map<String, Object> fields = map(reader);
        log(command + describe(command, fields));
        if (command.equals(failOn)) {
            fail(client, command);
            return;
        }
        if (command.endsWith("Prove")) {
            Thread.sleep(Long.getLong("delayMillis", 0));
            awaitGate(System.getProperty("gate"));
        }
        if (command.equals("ChonkAccumulate")) {
            steps++;
            String stepGate = System.getProperty("stepGate");
            awaitGate(stepGate == null ? null : stepGate + steps);
        }
        MsgpackWriter response = new MsgpackWriter().array(2);
        respond(command, response);
        send(client, response);
    }

    private static void awaitGate(@Nullable String gate) throws InterruptedException {
        while (gate != null && !Files.exists(Path.of(gate))) {
            Thread.sleep(20);
        }
    }

    private static String describe(String command, Map<String, Object> fields) {
        return switch (command) {
            case "ChonkStart" -> " " + fields.get("num_circuits");
            case "ChonkLoad" -> {
                Map<?, ?> circuit = (Map<?, ?>) fields.get("circuit");
                yield " " + circuit.get("name") + " " + hash(circuit.get("bytecode")) + " "
                        + hash(circuit.get("verification_key"));
            }
            case "ChonkAccumulate" -> " " + hash(fields.get("witness"));
            case "CircuitProve" -> " " + hash(fields.get("witness")) + " " + fields.get("settings");
            default -> "";
        };
    }

    private static int hash(Object bytes) {
        return Arrays.hashCode((byte[]) bytes);
    }

    private void respond(String command, MsgpackWriter out) {
        boolean valid = System.getProperty("invalid") == null;
        switch (command) {
            case "CircuitStats" ->
                out.string("CircuitInfoResponse")
                        .map(2)
                        .string("num_gates")
                        .unsigned(20)
                        .string("num_gates_dyadic")
                        .unsigned(32);
            case "CircuitProve" -> {
                out.string("CircuitProveResponse").map(3).string("public_inputs");
                fields(out, 1);
                out.string("proof");
                fields(out, PROOF_FIELDS_5);
                out.string("vk").map(3).string("bytes").binary(KEY).string("fields");
                fields(out, 115);
                out.string("hash").binary(new byte[32]);
            }
            case "CircuitVerify" ->
                out.string("CircuitVerifyResponse").map(1).string("verified").bool(valid);
            case "ChonkVerify", "ChonkVerifyFromFields" ->
                out.string(command + "Response").map(1).string("valid").bool(valid);
            case "ChonkProve" -> {
                out.string("ChonkProveResponse").map(1).string("proof");
                if (version.startsWith("4.")) {
                    out.map(2);
                    part(out, "mega_proof", 1281 + 435);
                    out.string("goblin_proof").map(4);
                    part(out, "merge_proof", 42);
                    part(out, "eccvm_proof", 608);
                    part(out, "ipa_proof", 64);
                    part(out, "translator_proof", 786);
                } else {
                    out.map(5);
                    part(out, "hiding_oink_proof", 1281);
                    part(out, "merge_proof", 42);
                    part(out, "eccvm_proof", 608);
                    part(out, "ipa_proof", 64);
                    part(out, "joint_proof", 1221);
                }
            }
            case "ChonkStart", "ChonkLoad", "ChonkAccumulate" ->
                out.string(command + "Response").map(0);
            default ->
                out.string("ErrorResponse")
                        .map(1)
                        .string("message")
                        .string("Unknown type name in NamedUnion deserialization: " + command);
        }
    }

    private static void part(MsgpackWriter out, String name, int count) {
        fields(out.string(name), count);
    }

    private static void fields(MsgpackWriter out, int count) {
        byte[] field = new byte[32];
        out.array(count);
        for (int i = 0; i < count; i++) {
            ByteBuffer.wrap(field).putInt(28, i);
            out.binary(field);
        }
    }

    private void fail(SocketChannel client, String command) throws Exception {
        System.err.println("about to fail at " + command + " (mem: 2.00 MiB)");
        switch (failure) {
            case "error" ->
                send(
                        client,
                        error(System.getProperty("says", "something is wrong with this input") + " (mem: 3.00 MiB)"));
            case "selfCheck" -> send(client, error("Failed to verify the generated proof!"));
            case "noMemory" -> send(client, error("std::bad_alloc"));
            case "noThread" -> send(client, error("thread constructor failed: Resource temporarily unavailable"));
            case "exit" -> Runtime.getRuntime().halt(3);
            case "abort" ->
                new ProcessBuilder(
                                "kill",
                                "-ABRT",
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            case "hang" -> Thread.sleep(60_000);
            case "garbage" -> sendRaw(client, new byte[] {(byte) 0xc1, 1, 2, 3});
            case "huge" -> client.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, 0x7f}));
            case "close" -> client.close();
            case "other" ->
                send(
                        client,
                        new MsgpackWriter().array(2).string("ShutdownResponse").map(0));
            default -> throw new IllegalArgumentException(failure);
        }
    }

    private static MsgpackWriter error(String message) {
        return new MsgpackWriter()
                .array(2)
                .string("ErrorResponse")
                .map(1)
                .string("message")
                .string(message);
    }

    private static Map<String, Object> map(MsgpackReader reader) throws IOException {
        Map<String, Object> map = new HashMap<>();
        for (int left = reader.map(10); left > 0; left--) {
            String key = reader.string(100);
            map.put(
                    key,
                    switch (key) {
                        case "circuit", "settings" -> map(reader);
                        case "name", "oracle_hash_type" -> reader.string(1000);
                        case "bytecode", "witness", "verification_key", "vk" -> reader.binary(1 << 28);
                        case "num_circuits" -> reader.unsigned(1000);
                        default -> {
                            if (key.equals("proof") || key.equals("public_inputs")) {
                                reader.skip();
                                yield key;
                            }
                            yield reader.bool();
                        }
                    });
        }
        return map;
    }

    private void log(String line) throws IOException {
        if (logging) {
            Files.writeString(
                    Path.of(System.getProperty("log")),
                    line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    private static byte[] receive(SocketChannel client) throws IOException {
        ByteBuffer head = fully(client, 4).order(ByteOrder.LITTLE_ENDIAN);
        return fully(client, head.getInt()).array();
    }

    private static ByteBuffer fully(SocketChannel client, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (client.read(buffer) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }

    private static void send(SocketChannel client, MsgpackWriter message) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        int length = 0;
        for (ByteBuffer part : message.finish()) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            parts.add(bytes);
            length += bytes.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        parts.forEach(joined::put);
        sendRaw(client, joined.array());
    }

    private static void sendRaw(SocketChannel client, byte[] message) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(4 + message.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(message.length).put(message).flip();
        while (frame.hasRemaining()) {
            client.write(frame);
        }
    }
}
