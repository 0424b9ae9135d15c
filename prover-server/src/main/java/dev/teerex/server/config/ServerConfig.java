package dev.teerex.server.config;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Machine;
import dev.teerex.bb.BbVersion;
import dev.teerex.crs.InsecureDevCrsPolicy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the operator decides.
 *
 * @param listen where the server listens and whom it puts up with
 * @param intake what a request may bring along
 * @param proving with what proofs are made, and how many
 * @param tee how the server attests what it is
 */
public record ServerConfig(ListenConfig listen, IntakeConfig intake, ProvingConfig proving, TeeConfig tee) {
    private static final int MANY = 1_000_000;

    // Chonk proofs were measured at up to 0.4 GB; a circuit of 2^19 gates takes about twice that. Beside what it works
    // with, each of 32 threads has 8 MiB of stack counted (measured: 0.5 GB for a transfer).
    private static final long LEAST_BB_MEMORY = 2L << 30;

    // Half of the heap is the payloads'. In the other each proof has room for four parts of 16 MiB; the largest of a
    // real transaction has 6 MB.
    private static final long HEAP_OF_A_PROOF = 128 << 20;

    private static final long LEAST_UNPACKED = 8 << 20;
    private static final long MOST_UNPACKED = 256 << 20;

    // bb uses no more (measured).
    private static final int MAX_THREADS = 32;

    /**
     * What a machine has to give.
     *
     * @param heap the largest heap of this process, in bytes
     * @param memory the machine's memory, in bytes
     */
    public record Resources(long heap, long memory) {
        private long besideHeap() {
            return memory - heap;
        }

        /** Returns what to tell the operator where the proofs that are made at once may take more memory than there is. */
        public Optional<String> shortage(ProvingConfig proving) {
            if (proving.bbMemory() * proving.maxProofs() <= besideHeap()) {
                return Optional.empty();
            }
            return Optional.of(proving.maxProofs() + " proofs at once of " + (proving.bbMemory() >> 20)
                    + " MiB each are more than the " + (besideHeap() >> 20)
                    + " MiB that there are beside the heap: where they take that, the system ends bb or this server; give"
                    + " lower numbers (" + Option.MAX_PROOFS.flag() + ", " + Option.BB_MEMORY.flag()
                    + ") or more memory");
        }
    }

    /**
     * Reads the configuration.
     *
     * @param flags what the command line says
     * @param machine whose environment and home folder count
     * @param resources what the defaults depend on
     * @throws InputException with {@link Code#BAD_OPTION} and the place when a key is unknown or a value cannot be used
     */
    public static ServerConfig of(Map<Option, String> flags, Machine machine, Resources resources) {
        OptionReader options = new OptionReader(Settings.of(flags, machine), machine.home());
        return new ServerConfig(
                listen(options), intake(options, resources), proving(options, machine, resources), tee(options));
    }

    private static ListenConfig listen(OptionReader options) {
        return new ListenConfig(
                options.textOrDefault(Option.HOST),
                options.number(Option.PORT, 0, 65_535),
                options.number(Option.MAX_CONNECTIONS, 1, MANY),
                options.duration(Option.IDLE_TIMEOUT),
                options.list(Option.TRUSTED_PROXIES).stream()
                        .map(text -> AddressRange.of(text)
                                .orElseThrow(() -> new InputException(
                                        Code.BAD_OPTION,
                                        Option.TRUSTED_PROXIES.flag() + " has \"" + text
                                                + "\", which is no address such as 192.0.2.7 or 10.0.0.0/8")))
                        .toList(),
                options.list(Option.CORS_ORIGINS),
                options.number(Option.RATE_LIMIT, 0, MANY));
    }

    private static IntakeConfig intake(OptionReader options, Resources resources) {
        return new IntakeConfig(
                options.size(Option.MAX_BODY, 1, 1L << 30),
                options.number(Option.MAX_UPLOADS, 1, 10_000),
                options.size(Option.MIN_UPLOAD_RATE, 1, 1L << 30),
                Math.min(options.size(Option.PAYLOAD_MEMORY, 1 << 20, 1L << 40), resources.heap() / 2));
    }

    private static ProvingConfig proving(OptionReader options, Machine machine, Resources resources) {
        int processors = Math.min(MAX_THREADS, machine.processors());
        long byMemory = Math.min(resources.besideHeap() / LEAST_BB_MEMORY, resources.heap() / HEAP_OF_A_PROOF);
        int proofs = (int) Math.max(1, Math.min(machine.processors() / 2, byMemory));
        int maxProofs = options.number(Option.MAX_PROOFS, 1, 1024, Integer.toString(proofs));
        long unpacked = Math.max(LEAST_UNPACKED, Math.min(MOST_UNPACKED, resources.heap() / 8 / maxProofs));
        int crsPoints = options.number(Option.CRS_POINTS, 2, 1 << 26);
        List<BbVersion> versions =
                options.list(Option.BB_VERSION).stream().map(BbVersion::of).toList();
        Optional<Path> bb = options.path(Option.BB);
        if (bb.isPresent() && versions.size() > 1) {
            throw new InputException(Code.BAD_OPTION, "--bb is one binary, and --bb-version names several versions");
        }
        return new ProvingConfig(
                versions,
                bb.orElse(null),
                options.text(Option.BB_LOADER)
                        .map(command -> List.of(command.strip().split("\\s+")))
                        .orElse(List.of()),
                options.flag(Option.ALLOW_UNLOCKED),
                options.flag(Option.OFFLINE),
                options.path(Option.CACHE_DIRECTORY).orElse(machine.home().resolve(".tee-rex")),
                options.path(Option.CRS_DIRECTORY).orElse(null),
                options.text(Option.CRS_URL).orElse(null),
                crsPoints,
                Math.max(crsPoints, options.number(Option.MAX_CRS_POINTS, 2, 1 << 26)),
                options.parsed(
                        Option.INSECURE_DEV_CRS,
                        text -> Arrays.stream(InsecureDevCrsPolicy.values())
                                .filter(policy -> policy.text().equals(text))
                                .findFirst(),
                        "is never, ifNoGenuine or always"),
                Math.min(MAX_THREADS, options.number(Option.THREADS, 1, MANY, Integer.toString(processors))),
                maxProofs,
                options.size(Option.BB_MEMORY, 0, 1L << 50, Long.toString(bbMemory(resources, maxProofs))),
                (int) options.size(Option.MAX_UNPACKED, 1 << 20, MOST_UNPACKED, Long.toString(unpacked)),
                options.number(Option.QUEUE, 1, 10_000),
                options.duration(Option.QUEUE_TIMEOUT),
                options.duration(Option.PROOF_TIMEOUT),
                options.duration(Option.STOP_TIMEOUT));
    }

    /** Returns what the machine has beside the heap, shared out; none where nobody knows what it has. */
    private static long bbMemory(Resources resources, int maxProofs) {
        return resources.memory() == Long.MAX_VALUE ? 0 : Math.max(LEAST_BB_MEMORY, resources.besideHeap() / maxProofs);
    }

    private static TeeConfig tee(OptionReader options) {
        TeeMode mode = options.parsed(Option.TEE, TeeMode::of, "is none, nitro or simulated");
        Optional<Path> root = options.path(Option.SIMULATED_ROOT);
        if (root.isPresent() && mode != TeeMode.SIMULATED) {
            throw new InputException(
                    Code.BAD_OPTION,
                    "--simulated-root is for --tee simulated alone; a genuine enclave's root is Amazon's");
        }
        return new TeeConfig(mode, root.orElse(null));
    }
}
