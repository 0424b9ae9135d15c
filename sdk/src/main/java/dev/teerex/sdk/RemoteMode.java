package dev.teerex.sdk;

import dev.teerex.Bytes;
import dev.teerex.InputException;
import dev.teerex.Ticker;
import dev.teerex.bb.BbVersion;
import dev.teerex.bb.IvcInputs;
import dev.teerex.bb.IvcSummary;
import dev.teerex.bb.NoirInputs;
import dev.teerex.crs.InsecureDevCrsPolicy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Has a server prove: fetches its key, encrypts to it, and checks what comes back. */
final class RemoteMode implements Mode {
    private final ServerCalls calls;
    private final KeyCache keys;
    private final SpokenContract spoken;
    private final Timeouts timeouts;
    private final LocalBb bb;
    private final LocalProverSettings bbSettings;
    private final boolean check;
    private final StepRequest steps;
    private final SecureRandom random;
    private final Ticker ticker;
    private final Clock clock;

    RemoteMode(
            ServerCalls calls,
            KeyCache keys,
            SpokenContract spoken,
            Timeouts timeouts,
            LocalBb bb,
            LocalProverSettings bbSettings,
            boolean check,
            StepRequest steps,
            SecureRandom random,
            Clock clock) {
        this.calls = calls;
        this.keys = keys;
        this.spoken = spoken;
        this.timeouts = timeouts;
        this.bb = bb;
        this.bbSettings = bbSettings;
        this.check = check;
        this.steps = steps;
        this.random = random;
        this.ticker = bbSettings.ticker();
        this.clock = clock;
    }

    /** What is sent, and what is known beforehand of what must come back. */
    private record Request(
            Contract contract,
            ProofInputs inputs,
            StepRequest steps,
            PlaintextMessage message,
            BbVersion version,
            Optional<Bytes> key) {}

    /** What came back, and how. */
    private record Reply(ServerAnswer answer, ServerKey key, List<LocalProof.Input> sent, Duration attestation) {}

    @Override
    public MadeProof prove(ProofInputs inputs, Consumer<Phase> listener) throws InterruptedException {
        long start = ticker.nanos();
        TimeLimit limit = TimeLimit.proof(timeouts.proof(), ticker);
        listener.accept(new Phase.Serialize());
        Request request = request(inputs, limit, listener);
        Reply reply = ask(request, limit, listener);
        listener.accept(new Phase.Receive(reply.answer.web().body().length));
        ProofAnswer answer = read(request, reply);
        listener.accept(new Phase.Proved(answer.proving()));
        Verdict verdict = check(answer, limit, listener);
        ProofReceipt.Timings timings = new ProofReceipt.Timings(
                reply.attestation, answer.queued(), answer.proving(), Duration.ofNanos(ticker.nanos() - start));
        return new MadeProof(
                answer.proof(),
                new ProofReceipt(
                        ProofReceipt.Statement.of(answer.proof(), reply.sent, request.key.isPresent()),
                        reply.key.by(),
                        Optional.of(request.contract),
                        new ProofReceipt.Prover(request.version, answer.bbSha256(), answer.crs()),
                        verdict,
                        timings,
                        clock.instant()));
    }

    private Request request(ProofInputs inputs, TimeLimit limit, Consumer<Phase> listener) throws InterruptedException {
        Optional<Bytes> key = keyOf(inputs);
        // What checks the proof is had first: nothing is sent whose proof could not be checked.
        BbVersion version = check || givenBbDecides()
                ? bb.use(listener, limit, prover -> prover.bb().version())
                : bbSettings.versionToInstall();
        if (limit.deadline().passed()) {
            throw limit.timedOut("nothing was sent, as this machine's bb was not here", null);
        }
        Contract contract = spoken.get(limit.attestation(timeouts.attestation()));
        StepRequest heard = contract == Contract.OLDER || NOBODY.equals(listener) ? StepRequest.NONE : steps;
        return new Request(
                contract,
                inputs,
                heard,
                message(inputs, contract, version, heard == StepRequest.IN_MESSAGE),
                version,
                key);
    }

    /** Returns the key that the proof must be for, where it is known; looks at the inputs for that, before anybody is asked. */
    private static Optional<Bytes> keyOf(ProofInputs inputs) {
        if (inputs instanceof ProofInputs.Ivc ivc) {
            return Optional.of(summary(ivc).verificationKey());
        }
        ProofInputs.Noir noir = (ProofInputs.Noir) inputs;
        NoirInputs.requireCircuit(noir.circuit().name(), noir.circuit().open());
        NoirInputs.requireWitness(noir.witness().name(), noir.witness().open());
        return noir.verificationKey();
    }

    private static PlaintextMessage message(
            ProofInputs inputs, Contract contract, BbVersion version, boolean tellSteps) {
        if (inputs instanceof ProofInputs.Ivc ivc) {
            return contract == Contract.V1 ? PlaintextMessage.v1(ivc, version, tellSteps) : PlaintextMessage.older(ivc);
        }
        if (contract == Contract.OLDER) {
            throw new InputException(
                    InputException.Code.BAD_OPTION,
                    "the older contract (tee-rex.contract) has private transactions only; a Noir circuit needs a server"
                            + " with /v1");
        }
        return PlaintextMessage.v1((ProofInputs.Noir) inputs, version, tellSteps);
    }

    private boolean givenBbDecides() {
        return bbSettings.bb() != null && bbSettings.bbVersion() == null;
    }

    private static IvcSummary summary(ProofInputs.Ivc inputs) {
        try (IvcInputs steps =
                IvcInputs.read(inputs.steps().name(), inputs.steps().open())) {
            return IvcSummary.of(steps);
        }
    }

    /** Sends the request; with a fresh key once more, where the server says that it does not have the one it was for. */
    private Reply ask(Request request, TimeLimit limit, Consumer<Phase> listener) throws InterruptedException {
        long start = ticker.nanos();
        ServerKey key = key(request, limit, listener);
        Duration attestation = Duration.ofNanos(ticker.nanos() - start);
        try {
            return send(request, key, attestation, limit, listener);
        } catch (RemoteException e) {
            if (e.reason() != RemoteException.Code.WRONG_KEY) {
                throw e;
            }
            keys.forget(key);
            long again = ticker.nanos();
            ServerKey other = key(request, limit, listener);
            return send(request, other, attestation.plusNanos(ticker.nanos() - again), limit, listener);
        }
    }

    private ServerKey key(Request request, TimeLimit limit, Consumer<Phase> listener) throws InterruptedException {
        return keys.get(request.contract, limit.attestation(timeouts.attestation()), listener);
    }

    private Reply send(Request request, ServerKey key, Duration attestation, TimeLimit limit, Consumer<Phase> listener)
            throws InterruptedException {
        if (key.provers().isPresent() && !key.provers().get().containsKey(request.version.text())) {
            throw new RemoteException(
                    RemoteException.Code.UNKNOWN_VERSION,
                    calls.server() + " does not attest a bb of version " + request.version + "; nothing was sent",
                    null);
        }
        EncryptedBody[] last = new EncryptedBody[1];
        ServerAnswer answer = calls.post(
                request.contract == Contract.V1 ? "/v1/prove" : "/prove",
                request.contract == Contract.V1 ? Map.of() : Map.of("x-aztec-version", request.version.text()),
                () -> last[0] = new EncryptedBody(request.message, key.key(), random, request.contract, listener),
                request.steps == StepRequest.NONE ? null : listener,
                key.until(),
                limit);
        // Whoever proved without all of it proved something else.
        List<LocalProof.Input> sent =
                last[0].sent().orElseThrow(() -> calls.badAnswer("it came before all of the request was sent"));
        return new Reply(answer, key, sent, attestation);
    }

    private ProofAnswer read(Request request, Reply reply) {
        if (request.contract == Contract.OLDER) {
            return ProofAnswer.older(calls, reply.answer, request.key.orElseThrow());
        }
        ProofAnswer answer = ProofAnswer.v1(calls, reply.answer, request.inputs, request.version, request.key);
        Optional<String> attested = reply.key.provers().map(provers -> provers.get(request.version.text()));
        if (attested.isPresent() && !attested.equals(answer.bbSha256())) {
            throw new RemoteException(
                    RemoteException.Code.PROVER_NOT_LISTED,
                    calls.server() + " says that it proved with a binary that its enclave does not attest",
                    null);
        }
        return answer;
    }

    private Verdict check(ProofAnswer answer, TimeLimit limit, Consumer<Phase> listener) throws InterruptedException {
        boolean insecure = answer.crs().equals(Optional.of(ProofAnswer.INSECURE_DEV));
        boolean allowed = insecure && bbSettings.insecureDevCrs() != InsecureDevCrsPolicy.NEVER;
        Verdict verdict = Verdict.NOT_CHECKED;
        if (check) {
            verdict = bb.use(listener, limit, prover -> prover.verify(answer.proof(), limit.deadline()))
                    ? Verdict.VERIFIED
                    : Verdict.REJECTED;
        }
        if ((insecure || verdict == Verdict.REJECTED) && !allowed) {
            throw new RemoteException(
                    RemoteException.Code.PROOF_REJECTED,
                    "the proof that " + calls.server() + " sent "
                            + (insecure
                                    ? "is made under the insecure development CRS, where no proof verifies"
                                    : "does not verify"),
                    null);
        }
        return verdict;
    }

    @Override
    public void close() {
        calls.close();
        bb.close();
    }
}
