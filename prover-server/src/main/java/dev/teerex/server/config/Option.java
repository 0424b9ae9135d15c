package dev.teerex.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An option of the server: a flag {@code --name}, a variable {@code TEE_REX_NAME}, and a key {@code name} of the file are
 * three ways to say the same. The flags, the reader of the file and the table in the operating guide are made from this list.
 */
public enum Option {
    /** A file with further options. */
    CONFIG("config", "FILE", "", "A file with options: lines of `key = value`, `#` begins a comment"),
    /** The address to listen on. */
    HOST("host", "NAME", "127.0.0.1", "The address to listen on"),
    /** The port to listen on. */
    PORT("port", "NUMBER", "4000", "The port to listen on; 0 takes a free one, which the ready line names", "PORT"),
    /** How the server attests what it is. */
    TEE("tee", "none|nitro|simulated", "none", "How the server attests what it is", "TEE_MODE"),
    /** Where the root of a simulation goes. */
    SIMULATED_ROOT("simulated-root", "FILE", "", "Where `--tee simulated` writes its root certificate, for verifiers"),
    /** Which versions of bb are served. */
    BB_VERSION(
            "bb-version",
            "VERSION",
            "",
            "A version of bb to serve, several separated by commas; the first is the default"),
    /** A binary of the operator's. */
    BB("bb", "PATH", "", "A bb to use as it is, instead of one that is fetched and checked", "BB_BINARY_PATH"),
    /** What bb is started with. */
    BB_LOADER("bb-loader", "COMMAND", "", "A command put before bb, such as a newer dynamic loader with its arguments"),
    /** Whether unlocked versions may be fetched. */
    ALLOW_UNLOCKED(
            "allow-unlocked", "true|false", "false", "Whether versions of bb may be fetched that are not in the lock"),
    /** Whether the network is left alone. */
    OFFLINE("offline", "true|false", "false", "Whether nothing is fetched: bb and the CRS must be there"),
    /** The CRS folder. */
    CRS_DIRECTORY("crs-directory", "DIR", "~/.bb-crs", "Where the CRS is", "CRS_PATH"),
    /** A mirror of the CRS hosts. */
    CRS_URL("crs-url", "URL", "", "A mirror of the CRS hosts"),
    /** The size of CRS that makes the server ready. */
    CRS_POINTS(
            "crs-points",
            "NUMBER",
            "2",
            "How many CRS points must be there before the server says that it is ready; 131072 for Chonk"),
    /** The largest CRS that is got. */
    MAX_CRS_POINTS(
            "max-crs-points",
            "NUMBER",
            "2097152",
            "How many CRS points are got at most for a circuit that needs them, 64 bytes each; never less than"
                    + " `crs-points`"),
    /** Whether the development CRS may stand in. */
    INSECURE_DEV_CRS(
            "insecure-dev-crs",
            "never|ifNoGenuine|always",
            "never",
            "Whether a CRS under which no proof verifies may stand in for the genuine one"),
    /** Where binaries are kept. */
    CACHE_DIRECTORY("cache-directory", "DIR", "~/.tee-rex", "Where fetched binaries are kept"),
    /** How many threads bb uses. */
    THREADS("threads", "NUMBER", "one a processor", "How many threads each bb uses", "HARDWARE_CONCURRENCY"),
    /** How many proofs are made at once. */
    MAX_PROOFS("max-proofs", "NUMBER", "by processors, memory and heap", "How many proofs are made at once"),
    /** How much memory bb may have. */
    BB_MEMORY(
            "bb-memory",
            "SIZE",
            "by memory and proofs",
            "How much memory each bb may allocate (of data: RLIMIT_DATA), so that no circuit takes what others need; 0 is"
                    + " no limit"),
    /** How many proofs may wait. */
    QUEUE("queue", "NUMBER", "64", "How many proofs may wait for their turn"),
    /** How long a proof may wait. */
    QUEUE_TIMEOUT("queue-timeout", "DURATION", "4m", "How long a proof may wait for its turn"),
    /** How long a proof may take. */
    PROOF_TIMEOUT("proof-timeout", "DURATION", "15m", "How long a proof may take"),
    /** How long stopping may take. */
    STOP_TIMEOUT("stop-timeout", "DURATION", "30s", "How long proofs may go on once the server is told to stop"),
    /** The largest body. */
    MAX_BODY("max-body", "SIZE", "50MiB", "The largest request body"),
    /** The memory for payloads. */
    PAYLOAD_MEMORY(
            "payload-memory",
            "SIZE",
            "256MiB",
            "How much decrypted payload is held at once, at most half of the heap; one client has half of it at most, or one largest body"),
    /** How large parts may be. */
    MAX_UNPACKED(
            "max-unpacked",
            "SIZE",
            "by heap and proofs",
            "How large the bytecode or the witness of one circuit may be, packed or unpacked, at most 256MiB; a server"
                    + " holds four times as much for each proof"),
    /** How many bodies are received at once. */
    MAX_UPLOADS(
            "max-uploads",
            "NUMBER",
            "128",
            "How many request bodies are received at once; one client has half of them at most"),
    /** The slowest upload. */
    MIN_UPLOAD_RATE(
            "min-upload-rate",
            "SIZE",
            "32KiB",
            "The slowest upload that is put up with after ten seconds, in bytes a second; what came faster counts for thirty seconds at most"),
    /** How many connections there may be. */
    MAX_CONNECTIONS(
            "max-connections",
            "NUMBER",
            "2000",
            "How many connections there may be; beyond, the longest idle one is closed"),
    /** How long a connection may be idle. */
    IDLE_TIMEOUT(
            "idle-timeout",
            "DURATION",
            "30s",
            "How long a connection may go without a complete request, and a body without a byte"),
    /** How many requests a client may make. */
    RATE_LIMIT(
            "rate-limit",
            "NUMBER",
            "1000",
            "How many requests for proofs and attestations one client may make in a minute; 0 is no limit"),
    /** Which proxies are believed. */
    TRUSTED_PROXIES(
            "trusted-proxies",
            "ADDRESSES",
            "",
            "Proxies whose X-Forwarded-For is believed, separated by commas; anybody else's is refused"),
    /** Which web pages may call. */
    CORS_ORIGINS(
            "cors-origins",
            "ORIGINS",
            "",
            "Web origins that may call, separated by commas; empty: any for the older routes, none for /v1");

    private static final Pattern PROPERTY =
            Pattern.compile("(?<![\\w./-])tee-rex\\.([a-z]+(?:[A-Z][a-z]*)*)(?![\\w/-]|\\.\\w)");

    private final String key;
    private final String placeholder;
    private final String defaultText;
    private final String description;
    private final String olderVariable;

    Option(String key, String placeholder, String defaultText, String description) {
        this(key, placeholder, defaultText, description, "");
    }

    Option(String key, String placeholder, String defaultText, String description, String olderVariable) {
        this.key = key;
        this.placeholder = placeholder;
        this.defaultText = defaultText;
        this.description = description;
        this.olderVariable = olderVariable;
    }

    /** Returns the option with this key, if there is one. */
    static Optional<Option> of(String key) {
        return Arrays.stream(values()).filter(option -> option.key.equals(key)).findFirst();
    }

    /** Returns the option with this variable, if there is one. */
    static Optional<Option> ofVariable(String variable) {
        return Arrays.stream(values())
                .filter(option -> option.variable().equals(variable))
                .findFirst();
    }

    /**
     * Returns a message of the libraries below, which name options as a build does, with the flags of this server:
     * {@code tee-rex.crsUrl} is {@code --crs-url}. What is no option here stays as it is.
     */
    public static String named(String message) {
        return PROPERTY.matcher(message).replaceAll(property -> {
            String key = property.group(1).replaceAll("[A-Z]", "-$0").toLowerCase(Locale.ROOT);
            return Matcher.quoteReplacement(of(key).map(Option::flag).orElse(property.group()));
        });
    }

    /** Returns the name in the file. */
    public String key() {
        return key;
    }

    /** Returns the flag. */
    public String flag() {
        return "--" + key;
    }

    /** Returns the environment variable. */
    public String variable() {
        return "TEE_REX_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Returns the variables that the older server took, which count less than {@link #variable}. */
    public List<String> olderVariables() {
        return olderVariable.isEmpty() ? List.of() : List.of(olderVariable);
    }

    /** Returns what stands for the value in help texts. */
    public String placeholder() {
        return placeholder;
    }

    /** Returns the value that holds where none is given, in words where it depends on the machine; empty for none. */
    public String defaultText() {
        return defaultText;
    }

    /** Returns what it is for, in a sentence without its full stop. */
    public String description() {
        return description;
    }

    /** Returns whether it may be given more than once. */
    public boolean isRepeatable() {
        return this == BB_VERSION;
    }
}
