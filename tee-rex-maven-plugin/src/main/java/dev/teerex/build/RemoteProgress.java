package dev.teerex.build;

import dev.teerex.sdk.Phase;
import java.util.function.Consumer;

/** Tells a build's log how far a server's proof has come. */
final class RemoteProgress implements Consumer<Phase> {
    private final BuildLog log;

    RemoteProgress(BuildLog log) {
        this.log = log;
    }

    @Override
    public void accept(Phase phase) {
        if (phase instanceof Phase.FetchAttestation) {
            log.info("  asking for its key");
        } else if (phase instanceof Phase.VerifyAttestation) {
            log.info("  verifying the attestation that the key is in");
        } else if (phase instanceof Phase.Encrypt encrypt) {
            log.info("  encrypting " + encrypt.bytes() + " bytes to that key, and sending them");
        } else if (phase instanceof Phase.Transmit transmit) {
            log.progress("sending", transmit.sent(), transmit.total(), "bytes");
        } else if (phase instanceof Phase.Queued) {
            log.info("  sent; waiting for the proof");
        } else if (phase instanceof Phase.Proving proving) {
            String step = "step " + proving.step() + " of " + proving.steps();
            log.info("  proving " + step);
            if (proving.steps() > 1) {
                log.progress(step, proving.step() - 1, proving.steps(), "steps");
            }
        } else if (phase instanceof Phase.Receive receive) {
            log.info("  received " + receive.bytes() + " bytes");
        } else if (phase instanceof Phase.Verify) {
            log.progress("verifying", 0, 0, "");
        }
    }
}
