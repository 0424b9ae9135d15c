package dev.teerex.build;

import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbOrigin;
import dev.teerex.bb.BbVersion;
import dev.teerex.sdk.LocalProverListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Tells a build's log how a proof goes on: one line a step, and a bar where a person watches. */
final class ProveProgress implements LocalProverListener {
    private final BuildLog log;
    private final Set<Path> warnedOf = new HashSet<>();
    private String step = "";
    private int steps;

    ProveProgress(BuildLog log) {
        this.log = log;
    }

    @Override
    public void happened(Event event, BbVersion version, Path binary) {
        switch (event) {
            case FOUND -> {}
            case WAITING -> log.info("another build is fetching bb " + version + "; waiting for it");
            case REMOVED_CORRUPT -> log.warn(binary + " was not the bb it should be and was removed");
            case DOWNLOADING -> log.info("fetching bb " + version);
            case VERIFIED -> log.info("bb " + version + " is the one that is locked");
            case TRUSTED_ON_FIRST_USE -> log.info("bb " + version + " is trusted on first use");
            case INSTALLED -> log.info("bb " + version + " is installed: " + binary);
        }
    }

    /** Warns, once, of a bb that decides what is accepted here and that the lock does not speak for. */
    @Override
    public void chosen(BbBinary bb) {
        String which = bb.path() + ", sha256 " + bb.sha256();
        if (bb.origin() != BbOrigin.LOCKED && warnedOf.add(bb.path())) {
            log.warn(
                    bb.origin() == BbOrigin.GIVEN_PATH
                            ? "bb " + bb.version() + " was given by its path and is not held against the lock: " + which
                            : "bb " + bb.version() + " is not in the lock and is trusted on first use: " + which);
        }
    }

    @Override
    public void transferred(String what, long done, long total) {
        log.progress(what, done, total, "bytes");
    }

    @Override
    public void generated(long done, long total) {
        log.progress("making the insecure development CRS", done, total, "points");
        if (done == total) {
            log.info("made " + total + " points of the insecure development CRS");
        }
    }

    @Override
    public void insecureDevCrsUsed(String why) {
        log.warn("no genuine CRS: " + why);
    }

    @Override
    public void started(int count) {
        steps = count;
    }

    @Override
    public void step(int index, int count, String name) {
        step = name;
        if (count > 1) {
            log.progress("step " + (index + 1) + " of " + count + " " + name, index, count, "steps");
        }
    }

    @Override
    public void stepDone(int index, Duration load, Duration accumulate) {
        log.info("  step " + (index + 1) + " of " + steps + "  " + step + "  (" + millis(load) + " to load, "
                + millis(accumulate) + " to accumulate)");
    }

    @Override
    public void folding() {
        log.info("  all " + steps + " steps are in; proving what they were folded into");
        log.progress("proving", steps, steps, "steps");
    }

    @Override
    public void proved(Duration inBb) {
        log.info("  proved in " + millis(inBb));
    }

    @Override
    public void verifying() {
        log.progress("verifying", 0, 0, "");
    }

    private static String millis(Duration duration) {
        return duration.toSeconds() < 10
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
