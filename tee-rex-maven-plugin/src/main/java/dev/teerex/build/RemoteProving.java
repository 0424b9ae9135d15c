package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.sdk.Contract;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proving by a server: which one, and what it must show first.
 *
 * @param server its address
 * @param headers request headers for it, such as credentials
 * @param policy what its enclave must be, in tee mode; null in uee mode, where it shows nothing
 * @param testAnchor the root of a simulation, in tee mode for tests; else null
 * @param contract what is spoken with it, or null where that is left to the mode
 * @param serverProgress whether it is asked to say at which step it is, or null where that is left to the mode
 */
public record RemoteProving(
        URI server,
        Map<String, String> headers,
        @Nullable Path policy,
        @Nullable Path testAnchor,
        @Nullable Contract contract,
        @Nullable Boolean serverProgress) {
    /** Makes the value; the headers are copied. */
    public RemoteProving {
        headers = Map.copyOf(headers);
    }

    /**
     * Returns what options ask for; nothing in local mode, where only a server's address is let pass: {@code start} sets it.
     *
     * @param mode {@code local}, {@code uee} or {@code tee}
     * @param contract {@code v1}, {@code older} or null
     * @param serverProgress whether the server is asked to say at which step it is, or null
     * @throws InputException with {@link Code#BAD_OPTION} when the mode is another, or lacks what it needs, or comes with a demand
     *     that it cannot meet
     */
    public static Optional<RemoteProving> of(
            String mode,
            @Nullable URI server,
            Map<String, String> headers,
            @Nullable Path policy,
            @Nullable Path testAnchor,
            @Nullable String contract,
            @Nullable Boolean serverProgress) {
        if (mode.equals("local")) {
            requireNone("tee-rex.policy", policy);
            requireNone("tee-rex.testAnchor", testAnchor);
            requireNone("tee-rex.contract", contract);
            return Optional.empty();
        }
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
        return Optional.of(new RemoteProving(
                server, headers, policy, testAnchor, contract == null ? null : contract(contract), serverProgress));
    }

    /**
     * Makes sure that an option which only counts where a server proves was not given in local mode.
     *
     * @throws InputException with {@link Code#BAD_OPTION} when it was: whoever gives it may believe that an enclave proves
     */
    public static void requireNone(String option, @Nullable Object value) {
        if (value != null) {
            throw bad("tee-rex.mode=local proves on this machine and asks no server, so that " + option
                    + " would go unheeded; leave it out, or use tee-rex.mode=tee or uee");
        }
    }

    private static Contract contract(String text) {
        return Contract.of(text)
                .orElseThrow(() -> bad("tee-rex.contract is \"" + text + "\"; it is v1 or older, or left out"));
    }

    private static InputException bad(String message) {
        return new InputException(Code.BAD_OPTION, message);
    }

    /** Returns a description without the headers, which may hold credentials. */
    @Override
    public String toString() {
        return "RemoteProving[" + server + "]";
    }
}
