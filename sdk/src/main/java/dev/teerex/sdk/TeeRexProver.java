package dev.teerex.sdk;

import dev.teerex.Machine;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Has proofs made: on this machine, by a server, or by an enclave that shows first what it is.
 *
 * <pre>{@code
 * try (TeeRexProver prover = TeeRexProver.builder().tee(url, policy).build()) {
 *     MadeProof made = prover.prove(new ProofInputs.Ivc(InputSource.file(file)));
 * }
 * }</pre>
 *
 * <p>Remotely, the inputs are encrypted while they are sent, to a key that in tee mode comes out of the verified document and
 * from nowhere else. What comes back is checked on this machine before it is returned, unless that is switched off. Nothing
 * falls back to anything weaker.
 *
 * <p>Thread-safe. On this machine one proof is made, or checked, at a time. Close it to end its connections.
 *
 * <p>Proving throws a {@link dev.teerex.TeeRexException} and nothing else on purpose: {@link RemoteException} when a server did
 * not deliver, {@link dev.teerex.attestation.AttestationException} when an enclave is not what the policy asks for,
 * {@link dev.teerex.InputException} when the inputs are wrong, and what {@link LocalProver} throws when this machine's bb is
 * needed and cannot be had.
 */
public final class TeeRexProver implements AutoCloseable {
    private final Mode mode;

    TeeRexProver(Mode mode) {
        this.mode = mode;
    }

    /** Returns a builder for this machine, with nothing chosen yet. */
    public static TeeRexProverBuilder builder() {
        return builder(Machine.current());
    }

    /** Returns a builder for a machine, with nothing chosen yet. */
    public static TeeRexProverBuilder builder(Machine machine) {
        return new TeeRexProverBuilder(machine);
    }

    /** Proves; see {@link #prove(ProofInputs, Consumer)}. */
    public MadeProof prove(ProofInputs inputs) {
        return prove(inputs, Mode.NOBODY);
    }

    /**
     * Proves, and waits for the proof.
     *
     * @param inputs what is to be proved
     * @param listener is told each phase, one at a time, on whichever thread is at it; it must return soon
     * @return the proof and its receipt
     * @throws dev.teerex.TeeRexException when there is no proof, or none to be used: one that was checked and does not verify is
     *     handed out only if it was made under the development CRS and that was allowed
     * @throws RemoteException with {@link RemoteException.Code#CANCELLED} when the thread is interrupted, which breaks the
     *     request off
     * @throws dev.teerex.bb.BbException with {@link dev.teerex.bb.BbException.Code#CANCELLED} when it is interrupted while this
     *     machine's bb is at work, which kills that
     */
    public MadeProof prove(ProofInputs inputs, Consumer<Phase> listener) {
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(listener, "listener");
        try {
            return mode.prove(inputs, listener);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteException(RemoteException.Code.CANCELLED, "interrupted, so the proof was given up", e);
        }
    }

    /**
     * Proves in the background.
     *
     * @param inputs what is to be proved
     * @param listener is told each phase, one at a time, on whichever thread is at it; it must return soon
     * @param executor runs it; a thread of its own is taken up until the proof is there
     * @return the proof and its receipt, or the failure that {@link #prove(ProofInputs, Consumer)} would throw. Ending it from
     *     outside, by {@link CompletableFuture#cancel} or a timeout, breaks the request off or kills bb
     * @throws java.util.concurrent.RejectedExecutionException when the executor takes no more
     */
    public CompletableFuture<MadeProof> proveAsync(ProofInputs inputs, Consumer<Phase> listener, Executor executor) {
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(listener, "listener");
        CompletableFuture<MadeProof> future = new CompletableFuture<>();
        FutureTask<MadeProof> task = new FutureTask<>(() -> prove(inputs, listener)) {
            @Override
            public void run() {
                boolean before = Thread.currentThread().isInterrupted();
                super.run();
                if (isCancelled() && !before) {
                    // That was for this proof. Not every executor clears it: ForkJoinPool leaves it to its next task.
                    var unused = Thread.interrupted();
                }
            }

            @Override
            protected void done() {
                try {
                    future.complete(get());
                } catch (ExecutionException e) {
                    future.completeExceptionally(e.getCause());
                } catch (CancellationException e) {
                    future.cancel(false);
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody waits for what is done", e);
                }
            }
        };
        var unused = future.whenComplete((made, failure) -> task.cancel(true));
        executor.execute(task);
        return future;
    }

    /**
     * Ends the connections, and with them what is still being proved by a server, or was not sent yet: such a proof fails with
     * {@link RemoteException.Code#CANCELLED}. One that waits for bb or the CRS to be fetched fails with the like code of its own.
     */
    @Override
    public void close() {
        mode.close();
    }
}
