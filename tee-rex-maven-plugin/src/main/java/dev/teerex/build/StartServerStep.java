package dev.teerex.build;

import dev.teerex.bb.BbVersion;
import dev.teerex.sdk.LocalProver;

/** Starts a prover server for a build. */
public final class StartServerStep {
    private final ServerRequest request;
    private final BuildLog log;

    /** Makes a step; nothing is done yet. */
    public StartServerStep(ServerRequest request, BuildLog log) {
        this.request = request;
        this.log = log;
    }

    /**
     * Does it: fetches bb where it is missing, as {@code prove} does, and starts a server that finds it there.
     *
     * @return the server, ready
     * @throws dev.teerex.TeeRexException of the type that says who must act; no server runs then
     */
    public ServerProcess run() {
        BbVersion version;
        try (LocalProver prover = new LocalProver(request.prover(), new ProveProgress(log))) {
            version = prover.bb().version();
        }
        ServerProcess server = ServerProcess.start(request, version);
        log.info("the prover server is ready: " + server.address() + ", bb " + version + ", tee " + request.tee()
                + ", process " + server.pid() + ", log " + server.log());
        if (request.tee().equals("simulated")) {
            log.warn("its enclave is SIMULATED: its documents verify under no root but the one in "
                    + request.simulatedRoot() + ", and prove nothing");
        }
        return server;
    }
}
