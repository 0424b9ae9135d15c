package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.teerex.InputException;
import dev.teerex.Sha256;
import dev.teerex.TeeRexException;
import dev.teerex.attestation.AttestationException;
import dev.teerex.bb.TestInputs;
import dev.teerex.bb.VerifierTarget;
import dev.teerex.bb.standin.StandIn;
import dev.teerex.download.DownloadException;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.ProxyServer;
import dev.teerex.nsm.SimulatedNsm;
import dev.teerex.sdk.LocalProverSettings;
import dev.teerex.sdk.RemoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The prove step with a server, a real one with a simulated enclave and a stand-in for bb. */
class RemoteProvingTest {
    private static final URI ADDRESS = URI.create("https://prover.example");

    @TempDir
    static Path serverFolder;

    private static ServerProcess server;
    private static Path bb;

    private final RecordingLog log = new RecordingLog();

    @TempDir
    Path folder;

    private Path out;
    private Path policy;

    @BeforeAll
    static void startServer() throws IOException {
        bb = new StandIn().writeTo(serverFolder.resolve("bb"));
        ServerRequest request = BuildWithAServer.request(
                serverFolder, bb, BuildWithAServer.java(), "simulated", Duration.ofSeconds(60));
        server = new StartServerStep(request, new RecordingLog()).run();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.stop(new RecordingLog());
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        out = folder.resolve("out");
        policy = policy("policy.json", "tee-rex-prover-server");
        Files.write(folder.resolve("circuit.json"), TestInputs.gzip(TestInputs.bytecode("circuit")));
        Files.write(folder.resolve("witness.gz"), TestInputs.gzip(TestInputs.witness("circuit")));
    }

    @Test
    void aSimulatedEnclaveProvesAndEveryReportCallsItSimulated() throws IOException {
        prove(tee(policy, anchor()), true);

        Path proof = out.resolve("circuit");
        assertThat(proof.resolve("proof")).isNotEmptyFile();
        assertThat(Files.readString(proof.resolve("proof-report.json")))
                .contains(
                        "\"mode\" : \"simulated\"", "\"server\" : \"" + server.address() + "\"", "\"verified\" : true")
                .containsSubsequence("\"file\" : \"circuit.json\"", "\"file\" : \"witness.gz\"");
        assertThat(Files.readString(proof.resolve("proof-receipt.json")))
                .contains(
                        "\"mode\" : \"simulated\"",
                        "\"genuineEnclave\" : false",
                        "\"circuit.json\"",
                        new ProofFolder(proof).report().proofSha256());
        assertThat(log.warnings).anyMatch(line -> line.contains("SIMULATED"));
        assertThat(log.infos).anyMatch(line -> line.contains("SIMULATED image: the simulation"));
    }

    @Test
    void aProofIsUpToDateForTheServerPolicyAndModeThatItWasMadeWith() throws IOException {
        prove(tee(policy, anchor()), true);
        assertThat(prove(tee(policy, anchor()), true)).isTrue();
        assertThat(log.warnings).filteredOn(line -> line.contains("SIMULATED")).hasSize(2);

        assertThat(prove(uee(), true)).as("another mode").isFalse();
        assertThat(prove(tee(policy, anchor()), true))
                .as("the first mode again")
                .isFalse();
        Files.writeString(policy, Files.readString(policy) + "\n");
        assertThat(prove(tee(policy, anchor()), true)).as("another policy").isFalse();
    }

    @Test
    void withoutAttestationTheReportSaysThatNobodyAttestedAnything() throws IOException {
        prove(uee(), true);

        assertThat(out.resolve("circuit/proof-report.json")).content().contains("\"mode\" : \"uee\"");
        assertThat(log.infos).anyMatch(line -> line.contains("attests nothing"));
        assertThat(log.warnings).singleElement().asString().contains("given by its path");
    }

    @Test
    void theStepsOfAnEnclaveAreSaidWhereThatIsAskedFor() throws IOException {
        Path gate = folder.resolve("gate");
        Path gated = new StandIn().with("gate", gate).writeTo(folder.resolve("gated/bb"));
        ServerProcess own = new StartServerStep(
                        BuildWithAServer.request(
                                folder, gated, BuildWithAServer.java(), "simulated", Duration.ofSeconds(60)),
                        new RecordingLog())
                .run();
        log.then = line -> {
            if (line.contains("proving step 1 of 1")) {
                create(gate);
            }
        };
        try {
            prove(
                    new RemoteProving(
                            new RemoteServer(URI.create(own.address()), Map.of()),
                            policy,
                            folder.resolve("root.pem"),
                            null,
                            true),
                    true);
        } finally {
            own.stop(new RecordingLog());
        }
        assertThat(log.infos).containsSubsequence("  sent; waiting for the proof", "  proving step 1 of 1");
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSimulationNeverPassesForAGenuineEnclave() {
        assertReason(AttestationException.Code.UNTRUSTED_ROOT, () -> prove(tee(policy, null), true));
        assertThat(out).doesNotExist();
    }

    @Test
    void anImageThatThePolicyDoesNotNameIsRejected() throws IOException {
        Path other = policy("other.json", "another image");

        assertReason(AttestationException.Code.IMAGE_MISMATCH, () -> prove(tee(other, anchor()), true));
        assertThat(out).doesNotExist();
    }

    @Test
    void offlineAServerElsewhereIsNotAskedAndTheOtherWayIsNamed() {
        RemoteProving elsewhere = new RemoteProving(new RemoteServer(ADDRESS, Map.of()), null, null, null, null);

        assertThatThrownBy(() -> prove(elsewhere, true, settings().http(HttpSettings.of(true, List.of()))))
                .isInstanceOfSatisfying(
                        DownloadException.class, e -> assertThat(e.reason()).isEqualTo(DownloadException.Code.OFFLINE))
                .hasMessageContaining(ADDRESS.toString())
                .hasMessageContaining("tee-rex.mode=local");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerOnThisMachineIsAskedWithoutAProxyAndOfflineToo(boolean offline) throws IOException {
        List<URI> asked = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI());
            exchange.sendResponseHeaders(502, -1);
            exchange.close();
        });
        proxy.start();
        ProxyServer forAll =
                new ProxyServer("http", "127.0.0.1", proxy.getAddress().getPort(), null, null, List.of());
        try {
            prove(tee(policy, anchor()), true, settings().http(HttpSettings.of(offline, List.of(forAll))));
        } finally {
            proxy.stop(0);
        }

        assertThat(asked).isEmpty();
        assertThat(out.resolve("circuit").resolve("proof")).isNotEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.255.0.1:8080/a, true",
        "https://LocalHost, true",
        "http://[::1]:80, true",
        "http://127.0.0.1.prover.example, false",
        "http://localhost.prover.example, false",
        "http://128.0.0.1, false",
        "http://0.0.0.0, false",
        "http://[::2], false"
    })
    void onlyALiteralLoopbackAddressIsThisMachine(String address, boolean asked) {
        RemoteServer remote = new RemoteServer(URI.create(address), Map.of());
        HttpSettings offline = HttpSettings.of(true, List.of());

        if (asked) {
            assertThat(remote.reach(offline, "").offline()).isFalse();
        } else {
            assertThatThrownBy(() -> remote.reach(offline, "")).isInstanceOf(DownloadException.class);
        }
    }

    @Test
    void aProofUnderAnotherKeyThanTheOneWantedIsNotTaken() throws IOException {
        Path key = Files.write(folder.resolve("other.vk"), new byte[1888 - 32]);

        assertReason(RemoteException.Code.BAD_INPUTS, () -> prove(uee(), false, settings(), key));
        assertThat(out).doesNotExist();
    }

    @Test
    void whatAModeNeedsOrCannotHeedIsNamed() {
        Path file = Path.of("file");
        assertThat(RemoteProving.of("uee", ADDRESS, Map.of(), null, null, null, null)
                        .policy())
                .isNull();
        assertThat(RemoteProving.of("tee", ADDRESS, Map.of(), file, file, null, null)
                        .policy())
                .isEqualTo(file);

        assertRefused("tee-rex.mode", "sgx", ADDRESS, null, null);
        assertRefused("tee-rex.serverUrl", "uee", null, null, null);
        assertRefused("tee-rex.policy", "tee", ADDRESS, null, file);
        assertRefused("tee-rex.policy", "uee", ADDRESS, file, null);
        assertRefused("tee-rex.testAnchor", "uee", ADDRESS, null, file);
        assertThatThrownBy(() -> RemoteProving.of("uee", ADDRESS, Map.of(), null, null, "v2", null))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageContaining("tee-rex.contract");
    }

    @Test
    void anAddressThatIsNoServersIsRefusedUnderTheOptionsNameWithoutShowingIt() {
        assertThatThrownBy(() -> RemoteProving.of(
                        "uee", URI.create("http://u:secret@prover.example"), Map.of(), null, null, null, null))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageContaining("tee-rex.serverUrl")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aServerGetsTheHeadersThatAreMeantForIt() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer strict = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        strict.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        strict.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + strict.getAddress().getPort());
            RemoteProving remote = new RemoteProving(
                    new RemoteServer(address, Map.of("Authorization", "Basic c2VjcmV0")), null, null, null, null);

            assertReason(RemoteException.Code.CREDENTIALS, () -> prove(remote, true));
            assertThat(seen).isNotEmpty().containsOnly("Basic c2VjcmV0");
        } finally {
            strict.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://prover.example, true, 1",
        "http://prover.example:8080/a, true, 1",
        "http://prover.example, false, 0",
        "https://prover.example, true, 0",
        "http://127.0.0.1:8080, true, 0",
        "http://localhost, true, 0"
    })
    void credentialsThatGoUnencryptedAreWarnedOf(String address, boolean credentials, int warnings) throws IOException {
        Map<String, String> headers = credentials ? Map.of("Authorization", "Basic c2VjcmV0") : Map.of();
        RemoteProving remote =
                new RemoteProving(new RemoteServer(URI.create(address), headers), policy, anchor(), null, null);

        new RemoteProofMaker(request(remote, true, settings(), null), remote, log).close();

        assertThat(log.warnings)
                .hasSize(warnings)
                .allMatch(line -> line.startsWith(address + " is not https") && line.contains("credentials"))
                .noneMatch(line -> line.contains("c2VjcmV0"));
    }

    @Test
    void theReceiptThatGoesToOthersTellsNothingOfTheWitness() throws IOException {
        Path archive = new ProveStep(
                        request(uee(), true, settings(), null),
                        new FolderClaims(new HashMap<>(), "prove (default) @ a:b"),
                        log)
                .run()
                .get(0)
                .archive();

        String digest = Sha256.ofFile(folder.resolve("witness.gz"));
        assertThat(Files.readString(out.resolve("circuit/proof-receipt.json"))).contains(digest);
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            String receipt = new String(
                    zip.getInputStream(zip.getEntry("proof-receipt.json")).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(receipt)
                    .contains(
                            "\"inputs\" : [ ]",
                            new ProofFolder(out.resolve("circuit")).report().proofSha256())
                    .doesNotContain(digest, "witness.gz");
        }
    }

    @Test
    void headersAreNotShown() {
        RemoteProving remote = new RemoteProving(
                new RemoteServer(ADDRESS, Map.of("Authorization", "Basic c2VjcmV0")), null, null, null, null);

        assertThat(remote.toString()).contains("prover.example").doesNotContain("c2VjcmV0");
    }

    private static void assertRefused(
            String named, String mode, @Nullable URI address, @Nullable Path policy, @Nullable Path anchor) {
        assertThatThrownBy(() -> RemoteProving.of(mode, address, Map.of(), policy, anchor, null, null))
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageContaining(named);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void assertReason(Object reason, Step step) {
        assertThatThrownBy(step::run).isInstanceOfSatisfying(TeeRexException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    private static RemoteProving uee() {
        return new RemoteProving(new RemoteServer(URI.create(server.address()), Map.of()), null, null, null, null);
    }

    private static RemoteProving tee(Path policy, @Nullable Path anchor) {
        return new RemoteProving(new RemoteServer(URI.create(server.address()), Map.of()), policy, anchor, null, null);
    }

    private static Path anchor() {
        return serverFolder.resolve("root.pem");
    }

    /** Writes the policy that accepts the simulated image of a name. */
    private Path policy(String file, String image) throws IOException {
        try (SimulatedNsm simulation = SimulatedNsm.start(image, Clock.systemUTC(), new SecureRandom())) {
            return Files.writeString(folder.resolve(file), """
                    {"v": 1, "images": [{"name": "the simulation", "pcr0": "%s", "pcr1": "%s", "pcr2": "%s"}]}
                    """.formatted(
                            simulation.pcrs().get(0),
                            simulation.pcrs().get(1),
                            simulation.pcrs().get(2)));
        }
    }

    private LocalProverSettings.Builder settings() {
        return BuildWithAServer.settings(folder).bb(bb).http(HttpSettings.of(false, List.of()));
    }

    private boolean prove(RemoteProving remote, boolean verify) {
        return prove(remote, verify, settings());
    }

    private boolean prove(RemoteProving remote, boolean verify, LocalProverSettings.Builder settings) {
        return prove(remote, verify, settings, null);
    }

    /** Proves, and returns whether the proof was up to date. */
    private boolean prove(
            RemoteProving remote, boolean verify, LocalProverSettings.Builder settings, @Nullable Path key) {
        return new ProveStep(
                        request(remote, verify, settings, key),
                        new FolderClaims(new HashMap<>(), "prove (default) @ a:b"),
                        log)
                .run()
                .get(0)
                .upToDate();
    }

    private ProveRequest request(
            RemoteProving remote, boolean verify, LocalProverSettings.Builder settings, @Nullable Path key) {
        return new ProveRequest(
                settings.build(),
                null,
                folder.resolve("circuit.json"),
                folder.resolve("witness.gz"),
                key,
                VerifierTarget.EVM,
                Optional.of(remote),
                out,
                folder,
                verify,
                false,
                "1");
    }
}
