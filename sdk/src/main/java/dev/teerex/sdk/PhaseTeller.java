package dev.teerex.sdk;

import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells the phases of a proof on this machine, and passes everything on. Not thread-safe. */
final class PhaseTeller implements LocalProverListener {
    private final LocalProverListener next;
    private Consumer<Phase> phases = phase -> {};

    PhaseTeller(LocalProverListener next) {
        this.next = next;
    }

    void tell(Consumer<Phase> listener) {
        phases = listener;
    }

    @Override
    public void transferred(String what, long done, long total) {
        next.transferred(what, done, total);
    }

    @Override
    public void happened(Event event, BbVersion version, Path binary) {
        next.happened(event, version, binary);
    }

    @Override
    public void chosen(BbBinary bb) {
        next.chosen(bb);
    }

    @Override
    public void generated(long done, long total) {
        next.generated(done, total);
    }

    @Override
    public void insecureDevCrsUsed(String why) {
        next.insecureDevCrsUsed(why);
    }

    @Override
    public void started(int steps) {
        next.started(steps);
    }

    @Override
    public void step(int index, int steps, String name) {
        next.step(index, steps, name);
        phases.accept(new Phase.Proving(index + 1, steps, name));
    }

    @Override
    public void stepDone(int index, Duration load, Duration accumulate) {
        next.stepDone(index, load, accumulate);
    }

    @Override
    public void folding() {
        next.folding();
    }

    @Override
    public void proved(Duration inBb) {
        next.proved(inBb);
        phases.accept(new Phase.Proved(inBb));
    }

    @Override
    public void verifying() {
        next.verifying();
        phases.accept(new Phase.Verify());
    }
}
