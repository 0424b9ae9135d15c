package dev.teerex.server.jobs;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.bb.ChonkProver;
import dev.teerex.bb.ChonkProver.ChonkResult;
import dev.teerex.bb.IvcInputs;
import dev.teerex.bb.NoirInputs;
import dev.teerex.bb.ProofListener;
import dev.teerex.bb.StepBuffers;
import dev.teerex.bb.UltraHonkProver;
import dev.teerex.bb.UltraHonkProver.UltraHonkResult;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.crs.CrsNeed;
import dev.teerex.sdk.Proof;
import dev.teerex.server.ServerException;
import dev.teerex.server.ServerException.Code;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Makes each proof with a bb process of its own, which is killed in whatever way the proof ends. Thread-safe. */
public final class BbProofMaker implements ProofMaker {
    // Names of functions are private too: messages call the inputs nothing but this.
    private static final String SOURCE = "the inputs";

    // The largest real transaction seen takes 12 MB.
    private static final long KEPT_BUFFERS = 64 << 20;

    private final Provers provers;
    private final ServerCrs crs;
    private final BbSpares spares;
    private final Duration timeout;
    private final int maxUnpacked;
    private final boolean stepsOnRequest;
    private final Ticker ticker;

    /** No more than proofs are made at once. */
    private final Queue<StepBuffers> spareBuffers = new ConcurrentLinkedQueue<>();

    /**
     * Makes the value.
     *
     * @param provers the binaries that are served
     * @param crs the CRS for each proof
     * @param spares starts bb
     * @param timeout how long one proof may take
     * @param maxUnpacked how many bytes the bytecode or the witness of one circuit may have once unpacked
     * @param stepsOnRequest whether steps are told only where the message itself asks for it; else anybody on the way could ask
     * @param ticker what time is measured with
     */
    public BbProofMaker(
            Provers provers,
            ServerCrs crs,
            BbSpares spares,
            Duration timeout,
            int maxUnpacked,
            boolean stepsOnRequest,
            Ticker ticker) {
        this.provers = provers;
        this.crs = crs;
        this.spares = spares;
        this.timeout = timeout;
        this.maxUnpacked = maxUnpacked;
        this.stepsOnRequest = stepsOnRequest;
        this.ticker = ticker;
    }

    /**
     * Starts a bb for the first proof, and finds out with that whether it can be started.
     *
     * @throws dev.teerex.bb.BbException when it cannot
     */
    public void tryOut(BbBinary bb) {
        spares.prepare(bb, crs.likely(bb).directory());
    }

    /** Returns why a binary cannot be started, as far as is known; nothing when it can. */
    public Optional<BbException> failure(BbBinary bb) {
        return spares.failure(bb);
    }

    @Override
    public ProofResult make(ProofTask task, Duration queued, ProofListener listener) {
        long start = ticker.nanos();
        Deadline deadline = Deadline.after(timeout, ticker);
        Made made = make(task, deadline, listener);
        return new ProofResult(
                made.proof, made.bb, made.crs, queued, Duration.ofNanos(ticker.nanos() - start), made.inBb);
    }

    private record Made(Proof proof, BbBinary bb, String crs, Duration inBb) {}

    private Made make(ProofTask task, Deadline deadline, ProofListener listener) {
        if (task instanceof ProofTask.Steps steps) {
            Payload payload = steps.payload();
            return makeChonk(steps.bb(), payload::view, payload::consume, deadline, listener);
        }
        try (ProofMessage message = ProofMessage.read(task.payload(), maxUnpacked)) {
            BbBinary bb = provers.of(message.bbVersion());
            ProofListener told = message.tellsSteps() || !stepsOnRequest ? listener : ProofListener.NONE;
            return switch (message.scheme()) {
                case CHONK -> makeChonk(bb, message::viewOfIvcInputs, message::ivcInputs, deadline, told);
                case ULTRA_HONK -> makeUltraHonk(bb, message, deadline, told);
            };
        }
    }

    private static CrsNeed chonkNeed(InputStream view) {
        try (IvcInputs inputs = IvcInputs.read(SOURCE, view, new StepBuffers())) {
            return CrsNeed.chonk(inputs.logSizes());
        }
    }

    private Made makeChonk(
            BbBinary bb,
            Supplier<InputStream> view,
            Supplier<InputStream> ivcInputs,
            Deadline deadline,
            ProofListener listener) {
        ServerCrs.Choice choice = crs.choose(bb, () -> chonkNeed(view.get()), deadline);
        StepBuffers buffers = Optional.ofNullable(spareBuffers.poll()).orElseGet(() -> new StepBuffers(maxUnpacked));
        try (IvcInputs inputs = IvcInputs.read(SOURCE, ivcInputs.get(), buffers);
                BbSpares.Lease lease = spares.take(bb, choice.directory())) {
            ChonkProver prover = lease.first(process -> {
                ChonkProver started = new ChonkProver(process, ticker);
                started.start(inputs.stepCount(), deadline);
                return started;
            });
            ChonkResult result = prover.prove(inputs, choice.points(), deadline, listener);
            return new Made(
                    new Proof.Chonk(result.proof(), result.verificationKey()), bb, choice.word(), result.inBb());
        } finally {
            if (buffers.capacity() <= KEPT_BUFFERS) {
                spareBuffers.add(buffers);
            }
        }
    }

    private Made makeUltraHonk(BbBinary bb, ProofMessage message, Deadline deadline, ProofListener listener) {
        VerifierTarget target = message.target();
        try (NoirInputs inputs = NoirInputs.of(SOURCE, message.bytecode(), message.witness(), maxUnpacked)) {
            // bb reads no CRS before it proves: the process that is asked for the size can most often prove as well.
            ServerCrs.Choice likely = crs.likely(bb);
            ServerCrs.Choice choice;
            try (BbSpares.Lease lease = spares.take(bb, likely.directory())) {
                int gates =
                        lease.first(process -> new UltraHonkProver(process, ticker).gates(inputs, target, deadline));
                choice = crs.choose(bb, () -> CrsNeed.ultraHonk(gates, target.zeroKnowledge()), deadline);
                if (choice.directory().equals(likely.directory())) {
                    return prove(lease, inputs, message, bb, choice, deadline, listener);
                }
            }
            try (BbSpares.Lease lease = spares.start(bb, choice.directory())) {
                return prove(lease, inputs, message, bb, choice, deadline, listener);
            }
        }
    }

    private Made prove(
            BbSpares.Lease lease,
            NoirInputs inputs,
            ProofMessage message,
            BbBinary bb,
            ServerCrs.Choice choice,
            Deadline deadline,
            ProofListener listener) {
        UltraHonkResult result =
                new UltraHonkProver(lease.process(), ticker).prove(inputs, message.target(), deadline, listener);
        byte[] expected = message.verificationKey();
        if (expected != null && !MessageDigest.isEqual(expected, result.proof().verificationKey())) {
            throw new ServerException(
                    Code.KEY_MISMATCH,
                    "the circuit's verification key is not the one that was sent along; was it made by another bb"
                            + " version or for another verifier target?");
        }
        return new Made(new Proof.UltraHonk(result.proof(), message.target()), bb, choice.word(), result.inBb());
    }
}
