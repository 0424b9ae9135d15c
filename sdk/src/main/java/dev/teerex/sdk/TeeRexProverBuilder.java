package dev.teerex.sdk;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.attestation.AttestationPolicy;
import dev.teerex.attestation.AttestationVerifier;
import dev.teerex.attestation.TestAnchor;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.WebClient;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects how proofs are to be made. Exactly one mode must be chosen; the rest has defaults. Not thread-safe. */
public final class TeeRexProverBuilder {
    private final Machine machine;
    private @Nullable ServerAddress server;
    private @Nullable Trust trust;
    private boolean local;
    private @Nullable LocalProverSettings bb;
    private LocalProverListener bbListener = LocalProverListener.NONE;
    private boolean check = true;
    private @Nullable StepRequest steps;
    private @Nullable Contract contract;
    private @Nullable HttpSettings http;
    private Map<String, String> headers = Map.of();
    private Timeouts timeouts = Timeouts.DEFAULT;
    private RetryPolicy retry = RetryPolicy.DEFAULT;
    private Clock clock = Machine.clock();
    private final SecureRandom random = Machine.random();
    private ServerCalls.Pause pause = (duration, closed) -> {
        var unused = closed.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    };

    TeeRexProverBuilder(Machine machine) {
        this.machine = machine;
    }

    /**
     * Proves on this machine.
     *
     * @throws InputException when another mode was chosen before
     */
    public TeeRexProverBuilder local() {
        choose();
        local = true;
        return this;
    }

    /**
     * Has a server prove that attests nothing (an untrusted execution environment). The inputs are encrypted to it, and whoever
     * runs it can read them; over {@code http:}, so can whoever changes the key on its way here.
     *
     * @param url {@code http(s)://host[:port][/path]}
     * @throws InputException when the address is not such a one, or another mode was chosen before
     */
    public TeeRexProverBuilder uee(URI url) {
        return remote(url, new Trust.Unattested());
    }

    /**
     * Has an AWS Nitro Enclave prove, once it has shown that it is a genuine one which a policy accepts. Nobody else can read
     * the inputs.
     *
     * @param url {@code http(s)://host[:port][/path]}
     * @param policy what the enclave must be
     * @throws InputException when the address is not such a one, or another mode was chosen before
     */
    public TeeRexProverBuilder tee(URI url, AttestationPolicy policy) {
        return remote(url, new Trust.Genuine(Objects.requireNonNull(policy, "policy")));
    }

    /**
     * For tests: has a server prove that simulates an enclave, under a root that it made itself. Whoever runs it can read the
     * inputs, and the receipt says {@code simulated}. No genuine enclave passes, and no such server passes {@link #tee}.
     *
     * @param url {@code http(s)://host[:port][/path]}
     * @param policy what the simulated enclave must be
     * @param anchor the root of the simulation
     * @throws InputException when the address is not such a one, or another mode was chosen before
     */
    public TeeRexProverBuilder simulatedTee(URI url, AttestationPolicy policy, TestAnchor anchor) {
        return remote(
                url,
                new Trust.Simulated(
                        Objects.requireNonNull(policy, "policy"), Objects.requireNonNull(anchor, "anchor")));
    }

    private TeeRexProverBuilder remote(URI url, Trust mode) {
        choose();
        server = ServerAddress.of(Objects.requireNonNull(url, "url"));
        trust = mode;
        return this;
    }

    private void choose() {
        if (local || trust != null) {
            throw bad("a prover has one mode: local, uee, tee or simulatedTee");
        }
    }

    /**
     * Sets which bb this machine uses, to prove in local mode and to check proofs in the others. Its version is the one that
     * servers are asked for. By default that of {@link LocalProverSettings#of}.
     *
     * <p>Where {@link LocalProverSettings#insecureDevCrs} allows it, a server's proof under the development CRS is handed out
     * too; its receipt says {@code insecure-dev} and that it does not verify.
     */
    public TeeRexProverBuilder bb(LocalProverSettings value) {
        bb = Objects.requireNonNull(value, "bb");
        return this;
    }

    /** Sets who is told what happens with this machine's bb beyond the phases, such as that it is fetched. */
    public TeeRexProverBuilder bbListener(LocalProverListener value) {
        bbListener = Objects.requireNonNull(value, "bbListener");
        return this;
    }

    /**
     * Sets whether a proof is checked on this machine before it is returned, which it is by default. Without, no bb is needed
     * here, and a server can hand out anything as proof.
     */
    public TeeRexProverBuilder check(boolean value) {
        check = value;
        return this;
    }

    /**
     * Sets whether a server is asked to say at which step a proof is, where there is a listener to hear it
     * ({@link Phase.Proving}). It says so outside of the encryption: how many steps a transaction has, and how long each takes, is
     * then known to whoever ends the server's TLS, and can be guessed by whoever sees the traffic.
     *
     * <p>By default a server is asked in mode uee, where whoever runs it reads the inputs, and not in modes tee and simulatedTee.
     * Set to true, the wish is inside the encrypted message too: a server that attests what it is heeds no other, as
     * anybody on the way could add one; a server of a version that does not know of it refuses the message. Under the older contract
     * no server says its steps.
     */
    public TeeRexProverBuilder serverProgress(boolean value) {
        steps = value ? StepRequest.IN_MESSAGE : StepRequest.NONE;
        return this;
    }

    /**
     * Sets what is spoken with the server. By default {@link Contract#V1}, and in mode uee {@link Contract#OLDER} with a server
     * that does not have the newer one.
     */
    public TeeRexProverBuilder contract(Contract value) {
        contract = Objects.requireNonNull(value, "contract");
        return this;
    }

    /** Sets how the server is reached; by default through the proxies that the environment names. */
    public TeeRexProverBuilder http(HttpSettings value) {
        http = Objects.requireNonNull(value, "http");
        return this;
    }

    /** Sets headers for every request to the server, such as credentials. They go to no other and into no message. */
    public TeeRexProverBuilder headers(Map<String, String> value) {
        headers = Map.copyOf(Objects.requireNonNull(value, "headers"));
        return this;
    }

    /** Sets how long to wait for a server; its connect and stall replace those of {@link #http}. */
    public TeeRexProverBuilder timeouts(Timeouts value) {
        timeouts = Objects.requireNonNull(value, "timeouts");
        return this;
    }

    /** Sets how often a request is sent again. */
    public TeeRexProverBuilder retry(RetryPolicy value) {
        retry = Objects.requireNonNull(value, "retry");
        return this;
    }

    /** Sets the clock that certificates and keys are judged by. */
    public TeeRexProverBuilder clock(Clock value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /** Sets how pauses are waited for. */
    TeeRexProverBuilder pause(ServerCalls.Pause value) {
        pause = value;
        return this;
    }

    /**
     * Makes the prover; nothing is connected, fetched or started yet.
     *
     * @throws InputException with {@link InputException.Code#BAD_OPTION} when no mode was chosen
     */
    public TeeRexProver build() {
        LocalProverSettings bbSettings =
                bb == null ? LocalProverSettings.of(machine).build() : bb;
        if (local) {
            return new TeeRexProver(
                    new LocalMode(new LocalBb(bbSettings, bbListener), check, bbSettings.ticker(), clock));
        }
        if (server == null || trust == null) {
            throw bad("a prover needs a mode: local, uee, tee or simulatedTee");
        }
        HttpSettings reach = http == null ? HttpSettings.fromEnvironment(machine, false) : http;
        WebClient client =
                new WebClient(new HttpSettings(reach.offline(), reach.proxies(), timeouts.connect(), timeouts.stall()));
        ServerCalls calls = new ServerCalls(server, client, headers, retry, timeouts.stall(), clock, pause);
        KeyFetch fetch = new KeyFetch(calls, trust, AttestationVerifier.create(), clock, random);
        return new TeeRexProver(new RemoteMode(
                calls,
                new KeyCache(fetch, clock),
                spoken(calls, trust),
                timeouts,
                new LocalBb(bbSettings, bbListener),
                bbSettings,
                check,
                steps(trust),
                random,
                clock));
    }

    private StepRequest steps(Trust mode) {
        if (steps == null) {
            return mode instanceof Trust.Unattested ? StepRequest.BY_HEADER : StepRequest.NONE;
        }
        return steps;
    }

    private SpokenContract spoken(ServerCalls calls, Trust mode) {
        if (contract == null && mode instanceof Trust.Unattested) {
            return SpokenContract.asked(calls);
        }
        return SpokenContract.chosen(calls, contract == null ? Contract.V1 : contract);
    }

    private static InputException bad(String message) {
        return new InputException(InputException.Code.BAD_OPTION, message);
    }

    /** Says nothing: headers hold credentials. */
    @Override
    public String toString() {
        return "TeeRexProverBuilder";
    }
}
