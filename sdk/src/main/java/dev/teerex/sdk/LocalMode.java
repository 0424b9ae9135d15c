package dev.teerex.sdk;

import dev.teerex.Ticker;
import dev.teerex.bb.BbException;
import dev.teerex.crs.Crs;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Proves on this machine. */
final class LocalMode implements Mode {
    private final LocalBb bb;
    private final boolean check;
    private final Ticker ticker;
    private final Clock clock;

    LocalMode(LocalBb bb, boolean check, Ticker ticker, Clock clock) {
        this.bb = bb;
        this.check = check;
        this.ticker = ticker;
        this.clock = clock;
    }

    @Override
    public MadeProof prove(ProofInputs inputs, Consumer<Phase> listener) throws InterruptedException {
        long start = ticker.nanos();
        listener.accept(new Phase.Serialize());
        LocalProof made = usable(bb.use(listener, prover -> prover.prove(inputs, check)));
        boolean keyGiven = !(inputs instanceof ProofInputs.Noir noir)
                || noir.verificationKey().isPresent();
        ProofReceipt.Timings timings = new ProofReceipt.Timings(
                Duration.ZERO, Duration.ZERO, made.inBb(), Duration.ofNanos(ticker.nanos() - start));
        return new MadeProof(
                made.proof(),
                new ProofReceipt(
                        ProofReceipt.Statement.of(made.proof(), made.inputs(), keyGiven),
                        new ProvedBy.ThisMachine(),
                        Optional.empty(),
                        new ProofReceipt.Prover(
                                made.bb().version(),
                                Optional.of(made.bb().sha256()),
                                Optional.of(made.crs().text())),
                        made.verdict(),
                        timings,
                        clock.instant()));
    }

    /** Under the development CRS no proof verifies, and who allows that CRS wants it nevertheless. */
    private static LocalProof usable(LocalProof made) {
        if (made.verdict() == Verdict.REJECTED && made.crs() != Crs.Kind.INSECURE_DEV) {
            throw new BbException(
                    BbException.Code.SELF_CHECK_FAILED,
                    "bb made a proof of "
                            + made.inputs().stream().map(LocalProof.Input::file).collect(Collectors.joining(" with "))
                            + ", and it does not verify, so it is not handed out; do the inputs belong together, and are they as"
                            + " they were written?");
        }
        return made;
    }

    @Override
    public void close() {
        bb.close();
    }
}
