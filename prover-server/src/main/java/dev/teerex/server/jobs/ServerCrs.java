package dev.teerex.server.jobs;

import dev.teerex.Deadline;
import dev.teerex.InputException;
import dev.teerex.bb.BbBinary;
import dev.teerex.bb.BbOrigin;
import dev.teerex.crs.Crs;
import dev.teerex.crs.CrsException;
import dev.teerex.crs.CrsListener;
import dev.teerex.crs.CrsNeed;
import dev.teerex.crs.CrsStamp;
import dev.teerex.crs.CrsStore;
import dev.teerex.crs.CrsSupply;
import dev.teerex.crs.InsecureDevCrsPolicy;
import dev.teerex.crs.VerificationCrs;
import dev.teerex.server.ServerException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The CRS for each proof. A bb that was fetched gets one that was checked, or none and the proof fails. A bb that the operator
 * named is the operator's own, and so is its CRS: what lies in the folder is used as it is, and the server says so.
 * Thread-safe.
 */
public final class ServerCrs {
    private final CrsStore genuine;
    private final CrsSupply supply;
    private final VerificationCrs verification;
    private final InsecureDevCrsPolicy policy;
    private final Path directory;
    private final long maxPoints;
    private final CrsListener listener;
    private final Map<Integer, Obtained> obtained = new ConcurrentHashMap<>();

    /** What was got, and what its files looked like: a server runs for months, and others may change the folder meanwhile. */
    private record Obtained(Crs crs, CrsStamp stamp) {}

    /**
     * What bb is started with.
     *
     * @param directory the folder for bb
     * @param points how many points are in it, as far as is known
     * @param word {@code genuine}, {@code insecure-dev} or {@code unchecked}
     */
    record Choice(Path directory, long points, String word) {}

    /**
     * Makes the value; nothing is looked at yet.
     *
     * @param genuine the genuine CRS
     * @param supply gets a checked one
     * @param verification the folder for a bb that needs no points
     * @param policy whether the development CRS may stand in
     * @param directory the CRS folder
     * @param maxPoints the most points that are got for a client: 64 bytes each, to be fetched, checked and kept
     * @param listener is told of transfers
     */
    public ServerCrs(
            CrsStore genuine,
            CrsSupply supply,
            VerificationCrs verification,
            InsecureDevCrsPolicy policy,
            Path directory,
            long maxPoints,
            CrsListener listener) {
        this.genuine = genuine;
        this.supply = supply;
        this.verification = verification;
        this.policy = policy;
        this.directory = directory;
        this.maxPoints = maxPoints;
        this.listener = listener;
    }

    /**
     * Returns the CRS for a proof.
     *
     * @param need is asked only where it matters: where a bb that was named gets what lies in the folder, it does not
     * @param deadline until when it must be here
     * @throws InputException with {@link InputException.Code#TOO_LARGE} when the proof needs more points than are got
     * @throws ServerException with {@link ServerException.Code#PROOF_TIMED_OUT} when it was not here in time
     * @throws CrsException when there is none
     */
    Choice choose(BbBinary bb, Supplier<CrsNeed> need, Deadline deadline) {
        if (bb.origin() != BbOrigin.GIVEN_PATH || policy == InsecureDevCrsPolicy.ALWAYS) {
            return checked(obtainInTime(bb, need.get(), deadline));
        }
        return present(bb)
                .filter(crs -> crs.points() >= need.get().points())
                .map(ServerCrs::checked)
                .orElseGet(this::unchecked);
    }

    /** Returns the CRS that a proof of unknown size will most likely need, without fetching anything. */
    Choice likely(BbBinary bb) {
        Optional<Crs> known = known(bb);
        if (known.isPresent()) {
            return checked(known.get());
        }
        if (policy == InsecureDevCrsPolicy.ALWAYS) {
            return new Choice(verification.directory(), 0, "none");
        }
        return present(bb)
                .map(ServerCrs::checked)
                .orElseGet(() -> bb.origin() == BbOrigin.GIVEN_PATH
                        ? unchecked()
                        : new Choice(verification.directory(), 0, "none"));
    }

    /** Returns what was got, as long as it is still there as it was. */
    private Optional<Crs> known(BbBinary bb) {
        return Optional.ofNullable(obtained.get(bb.version().major()))
                .filter(last -> last.stamp.equals(CrsStamp.of(last.crs)))
                .map(Obtained::crs);
    }

    private Crs obtainInTime(BbBinary bb, CrsNeed need, Deadline deadline) {
        try {
            return obtain(bb, need, deadline);
        } catch (CrsException e) {
            if (e.reason() != CrsException.Code.TIMED_OUT) {
                throw e;
            }
            throw new ServerException(
                    ServerException.Code.PROOF_TIMED_OUT,
                    "the proof took too long: its CRS was not here in time; it may be, at the next attempt",
                    e);
        }
    }

    private Crs obtain(BbBinary bb, CrsNeed need, Deadline deadline) {
        Optional<Crs> known = known(bb).filter(crs -> crs.points() >= need.points());
        if (known.isPresent()) {
            return known.get();
        }
        if (need.points() > maxPoints) {
            throw new InputException(
                    InputException.Code.TOO_LARGE,
                    "the proof needs " + need.points() + " CRS points, and this server gets " + maxPoints
                            + " at most; its operator may allow more (--max-crs-points)");
        }
        int major = bb.version().major();
        Crs crs = supply.obtain(need, major, policy, deadline, listener);
        obtained.put(major, new Obtained(crs, CrsStamp.of(crs)));
        return crs;
    }

    private Optional<Crs> present(BbBinary bb) {
        try {
            return genuine.present(bb.version().major());
        } catch (CrsException e) {
            if (bb.origin() == BbOrigin.GIVEN_PATH) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Choice checked(Crs crs) {
        return new Choice(crs.directoryForBb(), crs.points(), crs.kind().text());
    }

    private Choice unchecked() {
        return new Choice(directory, Long.MAX_VALUE, "unchecked");
    }

    /**
     * Returns whether a checked CRS of at least so many points is here, without fetching anything.
     *
     * @throws CrsException when what is here cannot be used
     */
    public boolean isReady(BbBinary bb, long points) {
        return known(bb).filter(crs -> crs.points() >= points).isPresent()
                || genuine.present(bb.version().major())
                        .filter(crs -> crs.kind() == Crs.Kind.GENUINE || policy != InsecureDevCrsPolicy.NEVER)
                        .filter(crs -> crs.points() >= points)
                        .isPresent();
    }

    /**
     * Fetches what is missing, so that the first client need not wait for it.
     *
     * @param bb the bb that it is for
     * @param points how many points
     * @param deadline until when it must be here
     * @throws CrsException when it cannot be had
     */
    public void prepare(BbBinary bb, long points, Deadline deadline) {
        if (bb.origin() != BbOrigin.GIVEN_PATH || policy == InsecureDevCrsPolicy.ALWAYS) {
            obtain(bb, new CrsNeed(points), deadline);
        }
    }
}
