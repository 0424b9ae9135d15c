package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.sdk.Contract;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proving by a server: which one, and what it must show first.
 *
 * @param server the server
 * @param policy what its enclave must be, in tee mode; null in uee mode, where it shows nothing
 * @param testAnchor the root of a simulation, in tee mode for tests; else null
 * @param contract what is spoken with it, or null where that is left to the mode
 * @param serverProgress whether it is asked to say at which step it is, or null where that is left to the mode
 */
public record RemoteProving(
        RemoteServer server,
        @Nullable Path policy,
        @Nullable Path testAnchor,
        @Nullable Contract contract,
        @Nullable Boolean serverProgress) {
    /**
     * Returns what options ask for.
     *
     * @param mode {@code uee} or {@code tee}
     * @param contract {@code v1}, {@code older} or null
     * @param serverProgress whether the server is asked to say at which step it is, or null
     * @throws InputException with {@link Code#BAD_OPTION} when the mode is another, or lacks what it needs, or is {@code uee} and
     *     comes with a policy or an anchor, which would go unheeded
     */
    public static RemoteProving of(
            String mode,
            @Nullable URI server,
            Map<String, String> headers,
            @Nullable Path policy,
            @Nullable Path testAnchor,
            @Nullable String contract,
            @Nullable Boolean serverProgress) {
        boolean tee = mode.equals("tee");
        if (!tee && !mode.equals("uee")) {
            throw bad("tee-rex.mode is \"" + mode + "\"; it is local, uee or tee");
        }
        if (server == null) {
            throw bad("tee-rex.mode=" + mode + " needs the server that is to prove: tee-rex.serverUrl");
        }
        if (tee && policy == null) {
            throw bad(
                    "tee-rex.mode=tee needs a file that says which enclave images may read the witness: tee-rex.policy");
        }
        if (!tee && (policy != null || testAnchor != null)) {
            throw bad("tee-rex.mode=uee asks the server for no attestation, so that "
                    + (policy != null ? "tee-rex.policy" : "tee-rex.testAnchor")
                    + " would go unheeded; leave it out, or use tee-rex.mode=tee");
        }
        return new RemoteProving(
                new RemoteServer(server, headers),
                policy,
                testAnchor,
                contract == null ? null : contract(contract),
                serverProgress);
    }

    private static Contract contract(String text) {
        return Contract.of(text)
                .orElseThrow(() -> bad("tee-rex.contract is \"" + text + "\"; it is v1 or older, or left out"));
    }

    private static InputException bad(String message) {
        return new InputException(Code.BAD_OPTION, message);
    }
}
