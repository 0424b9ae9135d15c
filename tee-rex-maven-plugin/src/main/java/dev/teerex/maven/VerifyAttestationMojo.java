package dev.teerex.maven;

import dev.teerex.Bytes;
import dev.teerex.Machine;
import dev.teerex.attestation.VerificationTime;
import dev.teerex.build.BuildLog;
import dev.teerex.build.RemoteServer;
import dev.teerex.build.VerifyAttestationRequest;
import dev.teerex.build.VerifyAttestationStep;
import java.io.File;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Verifies AWS Nitro attestation documents, of a server or of files, and fails the build when one is rejected, or, with another
 * code, when the server could not be asked. Says how each fared, and writes {@code attestation-report.json}. Files need no network.
 *
 * @since 0.1.0
 */
@Mojo(name = "verify-attestation", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true, requiresProject = false)
class VerifyAttestationMojo extends AttestationMojo {
    @Inject
    @SuppressWarnings("NullAway.Init") // Maven sets it.
    private MavenServers servers;

    /**
     * Does not verify if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.verifyAttestation.skip", defaultValue = "false")
    private boolean skipVerifyAttestation;

    /**
     * A server that is asked for its document with a fresh nonce, for example {@code https://prover.example}; instead of
     * {@code documents}. One on this machine, {@code localhost}, {@code ::1} or {@code 127.0.0.0/8}, is asked without a proxy;
     * offline ({@code -o}), no other is asked. Where {@code documents} are given, the project's property
     * {@code tee-rex.serverUrl}, which {@code start} sets for all goals, does not count, nor a {@code <serverUrl>} that repeats it; a
     * warning says so where Maven was started with it. Any other beside them is an error, and so are both on the command line.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverUrl")
    private @Nullable String serverUrl;

    @Parameter(defaultValue = "${tee-rex.serverUrl}", readonly = true)
    private @Nullable String serverUrlForAllGoals;

    /**
     * The id of a server in {@code settings.xml} whose user and password, or whose {@code <configuration><httpHeaders>}, go to
     * {@code serverUrl}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverId")
    private @Nullable String serverId;

    /**
     * The policy file that says which enclave images are accepted, for example {@code src/main/attestation-policy.json}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.policy")
    private @Nullable File policy;

    /**
     * When documents are judged: {@code now}; {@code document}, each at its own time; or an instant, for example
     * {@code 2026-11-21T12:00:00Z}. Any but {@code now} is for archives, and reports say so.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.at", defaultValue = "now")
    private String at = "now";

    /**
     * The nonce that the {@code documents} must carry, 16 to 512 bytes in hexadecimal digits, for example
     * {@code 000102030405060708090a0b0c0d0e0f}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.nonce")
    private @Nullable String nonce;

    /**
     * The root certificate of a simulation, in PEM, for example {@code simulated-root.pem}. Documents are judged under it instead
     * of AWS's root, and reported as simulated, which proves nothing.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.testAnchor")
    private @Nullable File testAnchor;

    /**
     * Whether every enclave image is accepted, except in debug mode; instead of {@code policy}. Whoever can start an enclave then
     * passes, and reports say so.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.insecureAcceptAnyImage", defaultValue = "false")
    private boolean insecureAcceptAnyImage;

    @Override
    void run(BuildLog log) {
        Clock clock = Clock.systemUTC();
        VerificationTime time = read("tee-rex.at", at, text -> VerificationTime.parse(text, clock));
        VerifyAttestationRequest request = new VerifyAttestationRequest(
                server(log),
                servers.http(session(), Machine.current()),
                documents(),
                path(policy),
                insecureAcceptAnyImage,
                path(testAnchor),
                nonce == null ? null : nonce(nonce),
                time,
                outputDirectory());
        new VerifyAttestationStep(request, clock, new SecureRandom(), log).run();
    }

    @Nullable
    RemoteServer server(BuildLog log) {
        @Nullable String asked = serverToAsk(log);
        if (asked != null) {
            return new RemoteServer(
                    address("tee-rex.serverUrl", asked),
                    serverId == null ? Map.of() : servers.headers(session(), serverId, "tee-rex.serverId"));
        }
        if (serverId != null) {
            log.warn(
                    "no server is asked, so that tee-rex.serverId goes unheeded (it is for the one that tee-rex.serverUrl"
                            + " names)");
        }
        return null;
    }

    private @Nullable String serverToAsk(BuildLog log) {
        boolean forAllGoals = serverUrl != null && serverUrl.equals(serverUrlForAllGoals);
        boolean typed = isTyped("tee-rex.serverUrl");
        if (!forAllGoals || documents() == null || (typed && isTyped("tee-rex.documents"))) {
            return serverUrl;
        }
        String passedOver =
                "tee-rex.documents are verified; the server that the property tee-rex.serverUrl names is not asked";
        if (typed) {
            log.warn(passedOver);
        } else {
            log.info(passedOver);
        }
        return null;
    }

    /** Returns whether Maven was started with a property. */
    private boolean isTyped(String property) {
        return session().getUserProperties().containsKey(property);
    }

    private static Bytes nonce(String hex) {
        try {
            return Bytes.fromHex(hex.strip());
        } catch (IllegalArgumentException e) {
            throw badOption("tee-rex.nonce", hex, "write pairs of hexadecimal digits");
        }
    }

    @Override
    boolean skipThisGoal() {
        return skipVerifyAttestation;
    }

    @Override
    String skipProperty() {
        return "tee-rex.verifyAttestation.skip";
    }
}
