package dev.teerex.crs;

import dev.teerex.Deadline;
import dev.teerex.crs.CrsException.Code;
import java.util.EnumSet;
import java.util.Set;

/** Gets a job its CRS, genuine or not as the policy has it: the one entry for whoever is about to start bb. Thread-safe. */
public final class CrsSupply {
    /** There is no genuine CRS here and none to be had; anything else is a fault to repair, not one to prove around. */
    private static final Set<Code> NO_GENUINE =
            EnumSet.of(Code.MISSING, Code.TOO_SHORT, Code.DOWNLOAD_FAILED, Code.INSECURE_NOT_ALLOWED);

    private final CrsStore genuine;
    private final InsecureDevCrs insecureDev;

    /** Makes a supply of the two. */
    public CrsSupply(CrsStore genuine, InsecureDevCrs insecureDev) {
        this.genuine = genuine;
        this.insecureDev = insecureDev;
    }

    /**
     * Returns the CRS to start bb with; {@link Crs#kind()} says which it is.
     *
     * @param need the points that the job needs
     * @param bbMajor the major version of the bb that will read it
     * @param policy whether the development CRS may stand in
     * @param deadline until when it must be here
     * @param listener is told of a transfer, of points being made, and why the development CRS is used
     * @throws CrsException when the policy allows none that can be had
     */
    public Crs obtain(CrsNeed need, int bbMajor, InsecureDevCrsPolicy policy, Deadline deadline, CrsListener listener) {
        return switch (policy) {
            case NEVER -> genuine.ensure(need, bbMajor, deadline, listener);
            case ALWAYS -> insecureDev(need, "tee-rex.insecureDevCrs is " + policy.text(), deadline, listener);
            case IF_NO_GENUINE -> {
                try {
                    yield genuine.ensure(need, bbMajor, deadline, listener);
                } catch (CrsException e) {
                    if (!NO_GENUINE.contains(e.reason())) {
                        throw e;
                    }
                    yield insecureDev(need, String.valueOf(e.getMessage()), deadline, listener);
                }
            }
        };
    }

    private Crs insecureDev(CrsNeed need, String why, Deadline deadline, CrsListener listener) {
        listener.insecureDevCrsUsed(why);
        return insecureDev.ensure(need, deadline, listener);
    }
}
