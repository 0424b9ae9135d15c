package dev.teerex.maven;

import dev.teerex.bb.VerifierTarget;
import dev.teerex.build.BuildLog;
import dev.teerex.build.ProveRequest;
import dev.teerex.build.ProveResult;
import dev.teerex.build.ProveStep;
import dev.teerex.build.RemoteProving;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Makes zero-knowledge proofs: of private transactions (Chonk) or of a Noir circuit (UltraHonk). Each proof gets a folder with
 * {@code proof}, {@code public_inputs} (Noir), {@code vk}, {@code proof-report.json} and, where a server made it,
 * {@code proof-receipt.json}; one that is up to date is not made again. Whoever proves, the proof is verified on this machine.
 *
 * @since 0.1.0
 */
@Mojo(name = "prove", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true, requiresProject = false)
class ProveMojo extends ProverMojo {
    @Inject
    @SuppressWarnings("NullAway.Init") // Maven sets it.
    private MavenProjectHelper projectHelper;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    @SuppressWarnings("NullAway.Init") // Maven sets it.
    private MojoExecution mojoExecution;

    /**
     * Does not prove if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.prove.skip", defaultValue = "false")
    private boolean skipProve;

    /**
     * Where proofs are made: {@code local}, on this machine; {@code uee}, by a server that attests nothing, so that whoever runs it
     * can read the inputs; {@code tee}, in an AWS Nitro Enclave that {@code policy} accepts.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.mode", defaultValue = "local")
    private String mode = "local";

    /**
     * The server that proves in the modes {@code uee} and {@code tee}, for example {@code https://prover.example}. One on
     * this machine, {@code localhost}, {@code ::1} or {@code 127.0.0.0/8}, is asked without a proxy; offline ({@code -o}), no other is
     * asked.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverUrl")
    private @Nullable String serverUrl;

    /**
     * The id of a server in {@code settings.xml} whose user and password, or whose {@code <configuration><httpHeaders>}, go to
     * {@code serverUrl}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverId")
    private @Nullable String serverId;

    /**
     * The policy file that says which enclave images may read the inputs, for example {@code src/main/attestation-policy.json}; for
     * the mode {@code tee}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.policy")
    private @Nullable File policy;

    /**
     * For tests of the mode {@code tee}: the root certificate of a simulation, in PEM. The server must then be a simulated enclave,
     * which protects nothing, and all reports say so.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.testAnchor")
    private @Nullable File testAnchor;

    /**
     * What is spoken with the server: {@code v1}, or {@code older}, which the TypeScript server speaks: transactions only, and its
     * attestation documents carry no nonce. By default {@code v1}; in the mode {@code uee} the server is asked which it has.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.contract")
    private @Nullable String contract;

    /**
     * Whether the server is asked to say at which step it is. It says so outside of the encryption: how many steps a transaction
     * has, and how long each takes, is then seen by whoever ends its TLS. By default true in the mode {@code uee}, and false in the
     * mode {@code tee}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.serverProgress")
    private @Nullable Boolean serverProgress;

    /**
     * The private execution steps of a transaction, as wallets write them: a file such as {@code ivc-inputs.msgpack}, or a folder,
     * of which every {@code *.msgpack} is proved.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.ivcInputs")
    private @Nullable File ivcInputs;

    /**
     * A compiled Noir circuit, for example {@code target/circuit.json}; goes with {@code witness}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.circuit")
    private @Nullable File circuit;

    /**
     * The circuit's witness, for example {@code target/circuit.gz}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.witness")
    private @Nullable File witness;

    /**
     * The verification key that the circuit's proof must be for, for example {@code src/main/keys/factors.vk}. Without it, a server
     * that proves says which circuit its proof is for.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.vk")
    private @Nullable File vk;

    /**
     * Where the circuit's proof is to be verified: {@code evm}, {@code noir-recursive}, {@code noir-rollup}, {@code starknet}, or
     * one of these with {@code -no-zk}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.verifierTarget", defaultValue = "noir-recursive")
    private String verifierTarget = "noir-recursive";

    /**
     * Whether each proof is verified after it is made; one that does not verify fails the build.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.prove.verify", defaultValue = "true")
    private boolean verify = true;

    /**
     * Whether proofs are made again that are up to date.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.force", defaultValue = "false")
    private boolean force;

    /**
     * Whether each proof is attached to the project, as a zip with the classifier {@code proof-NAME}, so that it is installed and
     * deployed with it. In the zip, report and receipt name neither the inputs, with their digests, nor the steps.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.prove.attach", defaultValue = "true")
    private boolean attach = true;

    @Override
    void run(BuildLog log) {
        List<ProveResult> results = new ProveStep(
                        new ProveRequest(
                                proverSettings(),
                                path(ivcInputs),
                                path(circuit),
                                path(witness),
                                path(vk),
                                VerifierTarget.of(verifierTarget),
                                remote(log),
                                outputDirectory(),
                                baseDirectory(),
                                verify,
                                force,
                                mojoExecution.getVersion()),
                        BuildClaims.of(session(), mojoExecution),
                        log)
                .run();
        if (attach && project() != null) {
            for (ProveResult result : results) {
                projectHelper.attachArtifact(
                        project(),
                        "zip",
                        "proof-" + result.name(),
                        result.archive().toFile());
            }
        }
    }

    Optional<RemoteProving> remote(BuildLog log) {
        if (mode.equals("local")) {
            warnOfUnheeded(log);
            return Optional.empty();
        }
        return Optional.of(RemoteProving.of(
                mode,
                serverUrl == null ? null : address("tee-rex.serverUrl", serverUrl),
                serverId == null ? Map.of() : headers(serverId, "tee-rex.serverId"),
                path(policy),
                path(testAnchor),
                contract,
                serverProgress));
    }

    // No error: nobody else reads the inputs, and most of these may be meant for another goal of the build.
    private void warnOfUnheeded(BuildLog log) {
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        options.put("tee-rex.policy", policy);
        options.put("tee-rex.testAnchor", testAnchor);
        options.put("tee-rex.contract", contract);
        options.put("tee-rex.serverId", serverId);
        options.put("tee-rex.serverProgress", serverProgress);
        options.values().removeIf(Objects::isNull);
        if (!options.isEmpty()) {
            log.warn("tee-rex.mode is local: this machine proves and asks no server, so that "
                    + String.join(", ", options.keySet())
                    + " goes unheeded (tee-rex.mode=tee or uee has a server prove)");
        }
    }

    @Override
    boolean skipThisGoal() {
        return skipProve;
    }

    @Override
    String skipProperty() {
        return "tee-rex.prove.skip";
    }
}
