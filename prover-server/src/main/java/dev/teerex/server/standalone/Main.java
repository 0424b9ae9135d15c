package dev.teerex.server.standalone;

import dev.teerex.Machine;
import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.server.config.Option;
import dev.teerex.server.config.ServerConfig;
import dev.teerex.server.log.JsonLog;
import dev.teerex.server.log.LibraryLog;
import dev.teerex.server.log.LogQueue;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code java -jar tee-rex-prover-server.jar serve}: the only place where the process's own surroundings are touched. */
public final class Main {
    private static final int USAGE = 2;
    private static final int FAILURE = 1;

    // No option: it says who started the process, which neither a file nor an inherited environment can know.
    private static final String STOP_WITH_STDIN = "--stop-with-stdin";

    private Main() {}

    /** Runs the command. */
    public static void main(String[] arguments) {
        CommandLine command = commandLine();
        ParseResult parsed;
        try {
            parsed = command.parseArgs(arguments);
        } catch (ParameterException e) {
            System.err.println(e.getMessage());
            e.getCommandLine().usage(System.err);
            System.exit(USAGE);
            return;
        }
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return;
        }
        if (!parsed.hasSubcommand()) {
            command.usage(System.err);
            System.exit(USAGE);
        }
        ParseResult serve = parsed.subcommand();
        serve(flags(serve), serve.hasMatchedOption(STOP_WITH_STDIN));
    }

    static CommandLine commandLine() {
        String version = Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "not packaged");
        CommandSpec serve = CommandSpec.create()
                .name("serve")
                .mixinStandardHelpOptions(true)
                .version(version);
        serve.usageMessage().description("Serves proofs over HTTP until it is told to stop.");
        for (Option option : Option.values()) {
            String otherwise = option.defaultText().isEmpty() ? "" : " (" + option.defaultText() + ")";
            serve.addOption(OptionSpec.builder(option.flag())
                    .paramLabel(option.placeholder())
                    .description(option.description().replace("%", "%%") + otherwise)
                    .type(option.isRepeatable() ? String[].class : String.class)
                    .arity("1")
                    .build());
        }
        serve.addOption(OptionSpec.builder(STOP_WITH_STDIN)
                .description("Stops when standard input ends, as it does when whoever started the server is gone.")
                .build());
        CommandSpec all = CommandSpec.create()
                .name("tee-rex-prover-server")
                .mixinStandardHelpOptions(true)
                .version(version);
        all.usageMessage().description("Proves for others.");
        return new CommandLine(all.addSubcommand("serve", serve));
    }

    private static Map<Option, String> flags(ParseResult serve) {
        Map<Option, String> flags = new EnumMap<>(Option.class);
        for (Option option : Option.values()) {
            if (serve.hasMatchedOption(option.flag())) {
                flags.put(
                        option,
                        option.isRepeatable()
                                ? String.join(",", serve.matchedOptionValue(option.flag(), new String[0]))
                                : serve.matchedOptionValue(option.flag(), ""));
            }
        }
        return flags;
    }

    private static void serve(Map<Option, String> flags, boolean stopWithStdin) {
        Clock clock = Clock.systemUTC();
        LogQueue lines = new LogQueue(new FileOutputStream(FileDescriptor.err));
        Runtime.getRuntime().addShutdownHook(new Thread(lines::close, "tee-rex-log-end"));
        JsonLog log = new JsonLog(lines, clock);
        LibraryLog.install(log);
        Stop stop = new Stop(log);
        if (stopWithStdin) {
            stop.whenEnds(new FileInputStream(FileDescriptor.in));
        }
        try {
            Machine machine = Machine.current();
            ServerConfig.Resources resources = resources();
            ServerConfig config = ServerConfig.of(flags, machine, resources);
            resources
                    .shortage(config.proving())
                    .ifPresent(message -> log.write(JsonLog.Level.WARN, "memory", Map.of("message", message)));
            StandaloneServer server = StandaloneServer.start(
                    config,
                    new StandaloneServer.Surroundings(
                            machine,
                            Ticker.system(),
                            clock,
                            new SecureRandom(),
                            Runtime.version().toString()),
                    log);
            stop.close(server);
            TerminationSignal.handle(stop::begin);
            PrintStream out = System.out;
            out.println("ready http://" + authority(config.listen().host(), server.port()));
            out.flush();
        } catch (TeeRexException e) {
            log.write(
                    JsonLog.Level.ERROR,
                    "cannot start",
                    Map.of("code", e.reason().code(), "message", Option.named(e.text())));
            System.exit(FAILURE);
        }
    }

    /** Returns host and port as a URL has them: an address of IPv6 in brackets, which it may have already. */
    static String authority(String host, int port) {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    private static ServerConfig.Resources resources() {
        return new ServerConfig.Resources(Runtime.getRuntime().maxMemory(), SystemMemory.read(Path.of("/")));
    }
}
