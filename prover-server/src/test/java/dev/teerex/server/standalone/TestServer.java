package dev.teerex.server.standalone;

import dev.teerex.Machine;
import dev.teerex.Ticker;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.openpgp.Encryption;
import dev.teerex.openpgp.RecipientKey;
import dev.teerex.server.config.Option;
import dev.teerex.server.config.ServerConfig;
import dev.teerex.server.log.JsonLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/** A whole server on a free port, with a stand-in for bb, and what a client needs to talk to it. */
public final class TestServer implements AutoCloseable {
    /** The version that the stand-in says it is, unless a test wants another. */
    public static final String VERSION = "4.1.2";

    private final StandaloneServer server;
    private final ByteArrayOutputStream log;

    private TestServer(StandaloneServer server, ByteArrayOutputStream log) {
        this.server = server;
        this.log = log;
    }

    public static TestServer start(Path folder, Map<Option, String> options) throws IOException {
        return start(folder, new StandIn().with("version", VERSION), options);
    }

    public static TestServer start(Path folder, StandIn bb, Map<Option, String> options) throws IOException {
        Map<Option, String> flags = new EnumMap<>(Option.class);
        flags.put(Option.PORT, "0");
        flags.put(Option.BB, bb.writeTo(folder.resolve("bb")).toString());
        flags.put(Option.CACHE_DIRECTORY, folder.resolve("cache").toString());
        flags.put(Option.CRS_DIRECTORY, folder.resolve("crs").toString());
        flags.put(Option.THREADS, "1");
        flags.put(Option.STOP_TIMEOUT, "1s");
        flags.putAll(options);
        Machine here = Machine.current();
        Machine machine =
                new Machine(here.os(), here.arch(), Map.of(), folder, here.temporaryDirectory(), here.processors());
        ServerConfig config = ServerConfig.of(
                flags, machine, new ServerConfig.Resources(Runtime.getRuntime().maxMemory(), 4L << 30));
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        return new TestServer(
                StandaloneServer.start(
                        config,
                        new StandaloneServer.Surroundings(
                                machine, Ticker.system(), Clock.systemUTC(), new SecureRandom(), "17"),
                        new JsonLog(log, Clock.systemUTC())),
                log);
    }

    public RawClient client() {
        return new RawClient(server.port());
    }

    public int port() {
        return server.port();
    }

    /** Returns the value of a metric without labels. */
    public long metric(String name) throws IOException {
        return client().get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** Returns what was logged so far. */
    public String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    /** Returns the server's key, as any client gets it. */
    public RecipientKey key() throws IOException {
        String armoured = client().get("/encryption-public-key").json("publicKey");
        return RecipientKey.parse(armoured, Clock.systemUTC());
    }

    /** Returns a message to the server. */
    public byte[] encrypt(byte[] plaintext) throws IOException {
        return encrypt(plaintext, key());
    }

    public static byte[] encrypt(byte[] plaintext, RecipientKey key) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        Encryption.encrypt(message, key, new SecureRandom(), plaintext.length, out -> out.write(plaintext));
        return message.toByteArray();
    }

    @Override
    public void close() {
        server.close();
    }
}
