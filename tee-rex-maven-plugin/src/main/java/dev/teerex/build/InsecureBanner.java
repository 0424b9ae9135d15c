package dev.teerex.build;

/** What is said, each time, of a proof that was made under the development CRS. */
final class InsecureBanner {
    private InsecureBanner() {}

    static void show(BuildLog log, String name) {
        log.warn("************************************************************************");
        log.warn("* INSECURE DEVELOPMENT CRS: the proof \"" + name + "\" cannot verify.");
        log.warn("* It was asked for with tee-rex.insecureDevCrs and shows that proving");
        log.warn("* works on this machine, nothing more. For a proof that verifies, put");
        log.warn("* the genuine bn254_g1.dat into ~/.bb-crs (or the folder that CRS_PATH");
        log.warn("* or tee-rex.crsDirectory names), or let this machine reach Aztec's CRS");
        log.warn("* hosts or a mirror of them (tee-rex.crsUrl), and build again.");
        log.warn("************************************************************************");
    }
}
