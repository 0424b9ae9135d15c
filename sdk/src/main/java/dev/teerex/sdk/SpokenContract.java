package dev.teerex.sdk;

import org.jspecify.annotations.Nullable;

/**
 * Which contract is spoken with a server: the one that the caller chose, or the one that the server turns out to have. Thread-safe.
 */
final class SpokenContract {
    // Servers of the newer contract alone have it, and it costs them nothing.
    private static final String ROUTE = "/livez";

    // Servers of both contracts have it.
    private static final String KEY_ROUTE = "/attestation";

    private final ServerCalls calls;
    private volatile @Nullable Contract known;

    private SpokenContract(ServerCalls calls, @Nullable Contract known) {
        this.calls = calls;
        this.known = known;
    }

    static SpokenContract chosen(ServerCalls calls, Contract contract) {
        return new SpokenContract(calls, contract);
    }

    /**
     * Returns one that asks the server with the first proof. Only for servers that attest nothing: who could answer in such a
     * server's place, to have the older contract spoken, could as well put its own key there, and gains nothing by it.
     */
    static SpokenContract asked(ServerCalls calls) {
        return new SpokenContract(calls, null);
    }

    Contract get(TimeLimit limit) throws InterruptedException {
        Contract contract = known;
        if (contract == null) {
            contract = hasNewer(limit) || !isOlder(limit) ? Contract.V1 : Contract.OLDER;
            // The older one is found out anew each time: it stands on what a server lacks, and that can change.
            known = contract == Contract.V1 ? contract : null;
        }
        return contract;
    }

    private boolean hasNewer(TimeLimit limit) throws InterruptedException {
        try {
            calls.get(ROUTE, limit);
            return true;
        } catch (RemoteException e) {
            if (e.reason() == RemoteException.Code.NO_ROUTE) {
                return false;
            }
            throw e;
        }
    }

    /**
     * A route that is not found says little: a proxy whose server starts says so of all. So a server of the older contract must
     * give out its key, and lack the route before that and after.
     */
    private boolean isOlder(TimeLimit limit) throws InterruptedException {
        if (calls.get(KEY_ROUTE, limit).text("publicKey").isEmpty()) {
            throw calls.badAnswer("it has no publicKey");
        }
        return !hasNewer(limit);
    }
}
