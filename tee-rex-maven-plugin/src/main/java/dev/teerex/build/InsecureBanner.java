package dev.teerex.build;

/** What is said, each time, where less than the truth was asked for. */
final class InsecureBanner {
    private static final String EDGE = "*".repeat(72);

    private InsecureBanner() {}

    static void developmentCrs(BuildLog log, String name) {
        show(
                log,
                "INSECURE DEVELOPMENT CRS: the proof \"" + name + "\" cannot verify.",
                "It was asked for with tee-rex.insecureDevCrs and shows that proving",
                "works on this machine, nothing more. For a proof that verifies, put",
                "the genuine bn254_g1.dat into ~/.bb-crs (or the folder that CRS_PATH",
                "or tee-rex.crsDirectory names), or let this machine reach Aztec's CRS",
                "hosts or a mirror of them (tee-rex.crsUrl), and build again.");
    }

    static void testAnchor(BuildLog log) {
        show(
                log,
                "SIMULATED: documents are judged under a test anchor, not under AWS's root.",
                "Whoever has its key can make them, and nothing is known of any enclave.",
                "It was asked for with tee-rex.testAnchor.");
    }

    static void simulatedEnclave(BuildLog log, String name) {
        show(
                log,
                "SIMULATED: the server that made the proof \"" + name + "\" is in no enclave.",
                "Whoever runs it can read the inputs. It was asked for with",
                "tee-rex.testAnchor; leave that out for a genuine enclave.");
    }

    static void anyImage(BuildLog log) {
        show(
                log,
                "INSECURE: every enclave image is accepted, so whoever can start an",
                "enclave passes, and can read what is sent to it. It was asked for with",
                "tee-rex.insecureAcceptAnyImage; say which images are meant with",
                "tee-rex.policy.");
    }

    private static void show(BuildLog log, String... lines) {
        log.warn(EDGE);
        for (String line : lines) {
            log.warn("* " + line);
        }
        log.warn(EDGE);
    }
}
