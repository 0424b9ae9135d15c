package dev.teerex.bb;

import dev.teerex.Deadline;
import dev.teerex.Ticker;
import dev.teerex.bb.BbException.Code;
import java.time.Duration;

/** Proves and verifies Noir circuits with one bb process. A process proves for one witness only. Not thread-safe. */
public final class UltraHonkProver {
    private final BbProcess bb;
    private final Ticker ticker;

    /** Makes a prover; the process stays the caller's to close. */
    public UltraHonkProver(BbProcess bb, Ticker ticker) {
        this.bb = bb;
        this.ticker = ticker;
    }

    /**
     * Asks bb for the circuit's size: how many gates it has for this target. Needs no CRS.
     *
     * @throws BbException with {@link Code#REJECTED} when bb cannot read the circuit, or for the process's end
     */
    public int gates(NoirInputs inputs, VerifierTarget target, Deadline deadline) {
        return call(new CircuitCommands.Stats(inputs.bytecode(), target), target, deadline);
    }

    /**
     * Proves.
     *
     * @param inputs the circuit and its witness
     * @param target where the proof is to be verified
     * @param deadline when to give up
     * @param listener is told of the one step
     * @return the proof, its public inputs and its key
     * @throws BbException with {@link Code#REJECTED} when circuit and witness do not fit each other or this version, or for the
     *     process's end
     */
    public UltraHonkResult prove(NoirInputs inputs, VerifierTarget target, Deadline deadline, ProofListener listener) {
        listener.started(1);
        listener.step(0, 1, "circuit");
        long start = ticker.nanos();
        UltraHonkProof proof =
                call(new CircuitCommands.Prove(inputs.bytecode(), inputs.witness(), target), target, deadline);
        Duration inBb = Duration.ofNanos(ticker.nanos() - start);
        listener.proved(inBb);
        return new UltraHonkResult(proof, inBb);
    }

    private <R> R call(BbCommand<R> command, VerifierTarget target, Deadline deadline) {
        try {
            return bb.call(command, deadline);
        } catch (BbException e) {
            if (e.reason() == Code.REJECTED) {
                String hint = target.needsSpecialBuild()
                        ? "; bb as npm has it is built without " + target + " (measured: 5.0.0), name one that has it"
                                + " (tee-rex.bb)"
                        : "; was the circuit compiled by the Noir that bb "
                                + bb.binary().version() + " goes with, and the witness made for it?";
                throw new BbException(Code.REJECTED, e.text() + hint, e.bbSays(), e.getCause());
            }
            throw e;
        }
    }

    /**
     * Verifies.
     *
     * @return whether it verifies; a proof that bb cannot even read does not
     * @throws BbException when bb ends, hangs or is cancelled
     */
    public boolean verify(UltraHonkProof proof, VerifierTarget target, Deadline deadline) {
        try {
            return bb.call(new CircuitCommands.Verify(proof, target), deadline);
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
     * @param inBb how long bb worked
     */
    public record UltraHonkResult(UltraHonkProof proof, Duration inBb) {}
}
