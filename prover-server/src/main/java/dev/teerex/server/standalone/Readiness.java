package dev.teerex.server.standalone;

import dev.teerex.Deadline;
import dev.teerex.TeeRexException;
import dev.teerex.Ticker;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbException;
import dev.teerex.server.enclave.ServerIdentity;
import dev.teerex.server.http.HealthCheck;
import dev.teerex.server.jobs.Provers;
import dev.teerex.server.jobs.ServerCrs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks at all that proving needs, as often as it is asked; what costs something, not that often. Thread-safe. */
final class Readiness {
    // A document takes a signature, and a genuine secure module gives them out one at a time.
    private static final Duration ATTESTATION_LASTS = Duration.ofSeconds(30);

    private final Provers provers;
    private final Function<BbBinary, Optional<BbException>> starts;
    private final ServerCrs crs;
    private final long crsPoints;
    private final ServerIdentity identity;
    private final Ticker ticker;
    private volatile boolean stopping;
    private volatile @Nullable Attested attested;

    private record Attested(HealthCheck check, Deadline until) {}

    Readiness(
            Provers provers,
            Function<BbBinary, Optional<BbException>> starts,
            ServerCrs crs,
            long crsPoints,
            ServerIdentity identity,
            Ticker ticker) {
        this.provers = provers;
        this.starts = starts;
        this.crs = crs;
        this.crsPoints = crsPoints;
        this.identity = identity;
        this.ticker = ticker;
    }

    /** From now on the server says that it takes nothing on. */
    void stop() {
        stopping = true;
    }

    List<HealthCheck> checks() {
        List<HealthCheck> checks = new ArrayList<>();
        checks.add(new HealthCheck("accepting", true, !stopping, stopping ? "stopping" : "yes"));
        for (BbBinary bb : provers.binaries()) {
            Optional<BbException> failure = starts.apply(bb);
            String detail =
                    failure.map(why -> "does not start: " + why.reason().code()).orElse("starts");
            checks.add(new HealthCheck("bb " + bb.version(), true, failure.isEmpty(), detail));
            checks.add(crs(bb));
        }
        boolean key = !identity.keyPair().isDestroyed();
        checks.add(new HealthCheck("key", true, key, key ? "made" : "destroyed"));
        checks.add(attestation());
        return checks;
    }

    private HealthCheck crs(BbBinary bb) {
        String name = "crs for bb " + bb.version();
        try {
            boolean enough = crs.isReady(bb, crsPoints);
            return new HealthCheck(name, false, enough, enough ? "enough" : "missing, or too short");
        } catch (TeeRexException e) {
            return new HealthCheck(name, false, false, e.reason().code());
        }
    }

    private HealthCheck attestation() {
        Attested last = attested;
        if (last == null || last.until().passed()) {
            last = new Attested(attest(), Deadline.after(ATTESTATION_LASTS, ticker));
            attested = last;
        }
        return last.check();
    }

    private HealthCheck attest() {
        try {
            boolean made = identity.attestation().document(null).isPresent();
            return new HealthCheck("attestation", true, true, made ? "made" : "none");
        } catch (TeeRexException e) {
            return new HealthCheck("attestation", true, false, e.reason().code());
        }
    }
}
