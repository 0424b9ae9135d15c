package dev.teerex.bb;

import dev.teerex.Deadline;
import dev.teerex.InputException;
import dev.teerex.Ticker;
import dev.teerex.bb.BbException.Code;
import java.time.Duration;
import java.util.Optional;

/** Proves and verifies private transactions with one bb process. A process proves for one witness only. Not thread-safe. */
public final class ChonkProver {
    // What bb 4 and 5 say when their own check of a finished proof fails. It only names the reason: the outcome is
    // a failure whatever it says.
    private static final String SELF_CHECK = "Failed to verify the generated proof!";

    private final BbProcess bb;
    private final Ticker ticker;
    private boolean started;

    /** Makes a prover; the process stays the caller's to close. */
    public ChonkProver(BbProcess bb, Ticker ticker) {
        this.bb = bb;
        this.ticker = ticker;
    }

    /**
     * Tells bb how many steps there will be, which {@link #prove} does otherwise. Nothing of the witness is sent, so a process
     * that turns out to be dead can be replaced.
     *
     * @param steps how many
     * @param deadline when to give up
     * @throws BbException when bb refuses ({@link Code#REJECTED}), ends, hangs or is cancelled
     */
    public void start(int steps, Deadline deadline) {
        bb.call(new ChonkCommands.Start(steps), deadline);
        started = true;
    }

    /**
     * Proves. bb checks its own proof before it gives it out.
     *
     * @param inputs the steps, from the first; read to their end
     * @param crsPoints how many points the process's CRS has; a step that needs more is refused before bb sees it
     * @param deadline when to give up
     * @param listener is told of each step
     * @return the proof
     * @throws InputException when the inputs are not as they should be
     * @throws BbException when bb refuses a step ({@link Code#REJECTED}), rejects its own proof ({@link Code#SELF_CHECK_FAILED}),
     *     ends, hangs or is cancelled
     */
    public ChonkResult prove(IvcInputs inputs, long crsPoints, Deadline deadline, ProofListener listener) {
        int steps = inputs.stepCount();
        listener.started(steps);
        if (!started) {
            start(steps, deadline);
        }
        Optional<PrivateExecutionStep> next = inputs.next();
        byte[] lastKey = {};
        long begin = ticker.nanos();
        while (next.isPresent()) {
            PrivateExecutionStep step = next.get();
            listener.step(step.index(), steps, step.name());
            String where = describe(inputs, step);
            checkPoints(where, step, crsPoints);
            lastKey = step.verificationKey();
            try {
                next = fold(step, inputs, deadline, listener);
            } catch (BbException e) {
                throw inStep(where, e);
            }
        }
        listener.folding();
        ChonkProof proof = finish(inputs, deadline);
        Duration inBb = Duration.ofNanos(ticker.nanos() - begin);
        listener.proved(inBb);
        return new ChonkResult(proof, lastKey, inBb);
    }

    /** Has a step folded, and unpacks the next one, which is returned, while bb is at that. */
    private Optional<PrivateExecutionStep> fold(
            PrivateExecutionStep step, IvcInputs inputs, Deadline deadline, ProofListener listener) {
        ChonkCommands.Accumulate accumulate = new ChonkCommands.Accumulate(step);
        long begin = ticker.nanos();
        long loaded;
        try (step) {
            bb.call(new ChonkCommands.Load(step), deadline);
            loaded = ticker.nanos();
            bb.send(accumulate, deadline);
        }
        Optional<PrivateExecutionStep> next = inputs.next();
        bb.receive(accumulate, deadline);
        listener.stepDone(step.index(), Duration.ofNanos(loaded - begin), Duration.ofNanos(ticker.nanos() - loaded));
        return next;
    }

    private static void checkPoints(String where, PrivateExecutionStep step, long crsPoints) {
        int logSize = step.verificationKey()[Fields.SIZE - 1];
        if (1L << logSize > crsPoints) {
            throw new InputException(
                    InputException.Code.BAD_STEP,
                    where + " needs " + (1L << logSize) + " CRS points, and " + crsPoints + " are here");
        }
    }

    private BbException inStep(String where, BbException e) {
        String hint = e.reason() == Code.REJECTED
                ? "; were the inputs made for another Aztec version than "
                        + bb.binary().version() + " (tee-rex.bbVersion)?"
                : "";
        return new BbException(e.reason(), where + ": " + e.text() + hint, e.bbSays(), e.getCause());
    }

    private ChonkProof finish(IvcInputs inputs, Deadline deadline) {
        try {
            return bb.call(new ChonkCommands.Prove(bb.binary().version()), deadline);
        } catch (BbException e) {
            if (e.reason() == Code.REJECTED && e.bbSays().contains(SELF_CHECK)) {
                throw new BbException(
                        Code.SELF_CHECK_FAILED,
                        inputs.source() + ": bb " + bb.binary().version() + " proved all " + inputs.stepCount()
                                + " steps and then rejected its own proof (\"" + e.bbSays()
                                + "\"): under a development CRS that is always so; under the genuine one the steps do not"
                                + " belong together",
                        e.bbSays(),
                        e.getCause());
            }
            throw e;
        }
    }

    private static String describe(IvcInputs inputs, PrivateExecutionStep step) {
        return inputs.source() + ", step " + (step.index() + 1) + " of " + inputs.stepCount() + " \"" + step.name()
                + "\"";
    }

    /**
     * Verifies a proof.
     *
     * @param proof the proof
     * @param verificationKey the last step's key, 4,064 bytes
     * @param deadline when to give up
     * @return whether it verifies; a proof that bb cannot even read does not
     * @throws InputException with {@link InputException.Code#BAD_PROOF} or {@link InputException.Code#BAD_VERIFICATION_KEY} when
     *     one has an impossible size
     * @throws BbException when bb ends, hangs or is cancelled
     */
    public boolean verify(ChonkProof proof, byte[] verificationKey, Deadline deadline) {
        if (verificationKey.length != PrivateExecutionStep.KEY_SIZE) {
            throw new InputException(
                    InputException.Code.BAD_VERIFICATION_KEY,
                    "a Chonk verification key has " + PrivateExecutionStep.KEY_SIZE + " bytes, not "
                            + verificationKey.length);
        }
        BbCommand<Boolean> verify = bb.binary().version().major() < 5
                ? new ChonkCommands.VerifyParts(proof, verificationKey)
                : new ChonkCommands.VerifyFields(proof, verificationKey);
        try {
            return bb.call(verify, deadline);
        } catch (BbException e) {
            if (e.reason() == Code.REJECTED) {
                return false;
            }
            throw e;
        }
    }

    /**
     * What proving gave.
     *
     * @param proof the proof
     * @param verificationKey the last step's key, which the proof verifies under
     * @param inBb how long bb worked
     */
    public record ChonkResult(ChonkProof proof, byte[] verificationKey, Duration inBb) {}
}
