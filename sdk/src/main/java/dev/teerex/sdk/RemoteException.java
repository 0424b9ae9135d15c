package dev.teerex.sdk;

import dev.teerex.Reason;
import dev.teerex.TeeRexException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server did not prove, or what it answered is not to be used. */
public final class RemoteException extends TeeRexException {
    private static final long serialVersionUID = 1L;

    /** What happened. */
    public enum Code implements Reason {
        /** No connection: name, route, proxy, TLS or timeout; or requests are switched off. */
        UNREACHABLE("TRX-R-001"),
        /** There was no whole answer in time. */
        TIMED_OUT("TRX-R-002"),
        /** The connection broke; a proof may have been begun, and is not asked for again. */
        CUT("TRX-R-003"),
        /** The server sends elsewhere, and nothing of what is here is sent there. */
        REDIRECTED("TRX-R-004"),
        /** The answer is not one that the contract has. */
        BAD_ANSWER("TRX-R-005"),
        /** The server or the proxy wants other credentials. */
        CREDENTIALS("TRX-R-006"),
        /** The server does not have the route. */
        NO_ROUTE("TRX-R-007"),
        /** The server has too much to do, and still had at the last attempt. */
        BUSY("TRX-R-008"),
        /** The server shows no document, so that nothing is known of what would read the witness. */
        NOT_ATTESTED("TRX-R-009"),
        /** There is no key, or none that may be encrypted to. */
        NO_KEY("TRX-R-010"),
        /** The server does not know its own key, not even after it was asked for it again. */
        WRONG_KEY("TRX-R-011"),
        /** The enclave does not attest the binary that proves there. */
        PROVER_NOT_LISTED("TRX-R-012"),
        /** The server does not serve the version of bb that is asked for. */
        UNKNOWN_VERSION("TRX-R-013"),
        /** The server cannot prove these inputs. */
        BAD_INPUTS("TRX-R-014"),
        /** The message is larger than the server takes. */
        TOO_LARGE("TRX-R-015"),
        /** The server refuses the request for another reason. */
        REJECTED("TRX-R-016"),
        /** The server failed. */
        SERVER_FAILED("TRX-R-017"),
        /** The proof does not verify, and is not handed out. */
        PROOF_REJECTED("TRX-R-018"),
        /** The caller gave up, or closed the prover. */
        CANCELLED("TRX-R-019");

        private final String code;

        Code(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    private final Code reason;
    private final @Nullable String serverCode;

    RemoteException(Code reason, String message, @Nullable Throwable cause) {
        this(reason, message, null, cause);
    }

    RemoteException(Code reason, String message, @Nullable String serverCode, @Nullable Throwable cause) {
        super(reason, message, cause);
        this.reason = reason;
        this.serverCode = serverCode;
    }

    @Override
    public Code reason() {
        return reason;
    }

    /** Returns the code that the server gave, such as {@code TRX-S-017}, if it gave one. Anybody can give any. */
    public Optional<String> serverCode() {
        return Optional.ofNullable(serverCode);
    }
}
