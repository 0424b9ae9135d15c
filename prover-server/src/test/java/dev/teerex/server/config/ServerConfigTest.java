package dev.teerex.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.crs.InsecureDevCrsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
    private static final ServerConfig.Resources RESOURCES = new ServerConfig.Resources(4L << 30, 16L << 30);

    @TempDir
    Path folder;

    private ServerConfig read(Map<Option, String> flags, Map<String, String> environment) {
        Machine machine = new Machine("Linux", "amd64", environment, folder, folder, 8);
        return ServerConfig.of(flags, machine, RESOURCES);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageContainingAll(words);
    }

    @Test
    void withoutAnythingTheDefaultsHold() {
        ServerConfig config = read(Map.of(), Map.of());
        assertThat(config.listen())
                .isEqualTo(
                        new ListenConfig("127.0.0.1", 4000, 2000, Duration.ofSeconds(30), List.of(), List.of(), 1000));
        assertThat(config.intake()).isEqualTo(new IntakeConfig(50L << 20, 128, 32L << 10, 256L << 20));
        assertThat(config.proving())
                .isEqualTo(new ProvingConfig(
                        List.of(),
                        null,
                        List.of(),
                        false,
                        false,
                        folder.resolve(".tee-rex"),
                        null,
                        null,
                        2,
                        1 << 21,
                        InsecureDevCrsPolicy.NEVER,
                        8,
                        4,
                        (RESOURCES.memory() - RESOURCES.heap()) / 4,
                        128 << 20,
                        64,
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(30)));
        assertThat(config.tee()).isEqualTo(new TeeConfig(TeeMode.NONE, null));
    }

    private ProvingConfig proving(long gibibytes, Map<Option, String> flags) {
        Machine machine = new Machine("Linux", "amd64", Map.of(), folder, folder, 64);
        return ServerConfig.of(flags, machine, with(gibibytes)).proving();
    }

    private static ServerConfig.Resources with(long gibibytes) {
        return new ServerConfig.Resources(1L << 30, gibibytes << 30);
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "4, 1", "8, 3", "16, 7", "64, 8"})
    void proofsAtOnceAreBoundByMemoryToo(long gibibytes, int proofs) {
        assertThat(proving(gibibytes, Map.of()).maxProofs()).isEqualTo(proofs);
        assertThat(proving(gibibytes, Map.of()).threads()).isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 8, 16, 64, 256})
    void whatAllProofsMayTakeByDefaultFitsBesideTheHeap(long gibibytes) {
        ProvingConfig usual = proving(gibibytes, Map.of());
        assertThat(usual.bbMemory()).isGreaterThanOrEqualTo(2L << 30);
        assertThat(usual.bbMemory() * usual.maxProofs()).isLessThanOrEqualTo((gibibytes - 1) << 30);
        assertThat(with(gibibytes).shortage(usual)).isEmpty();
    }

    @Test
    void numbersThatDoNotFitAreTold() {
        assertThat(with(8).shortage(proving(8, Map.of(Option.MAX_PROOFS, "8"))))
                .hasValueSatisfying(
                        message -> assertThat(message).contains("8 proofs", "2048 MiB", "7168 MiB", "--max-proofs"));
        assertThat(with(8).shortage(proving(8, Map.of(Option.BB_MEMORY, "4GiB"))))
                .isPresent();
        assertThat(with(2).shortage(proving(2, Map.of()))).isPresent();
        assertThat(with(8).shortage(proving(8, Map.of(Option.BB_MEMORY, "0")))).isEmpty();
    }

    @Test
    void proofsAtOnceAndWhatTheyUnpackAreBoundByTheHeap() {
        Machine machine = new Machine("Linux", "amd64", Map.of(), folder, folder, 64);
        ServerConfig.Resources resources = new ServerConfig.Resources(1 << 30, 64L << 30);
        ProvingConfig usual = ServerConfig.of(Map.of(), machine, resources).proving();
        assertThat(usual.maxProofs()).isEqualTo(8);
        assertThat(usual.maxUnpacked()).isEqualTo(16 << 20);
        ProvingConfig one = ServerConfig.of(Map.of(Option.MAX_PROOFS, "1"), machine, resources)
                .proving();
        assertThat(one.maxUnpacked()).isEqualTo(128 << 20);
        ProvingConfig asked = ServerConfig.of(Map.of(Option.MAX_UNPACKED, "200MiB"), machine, resources)
                .proving();
        assertThat(asked.maxUnpacked()).isEqualTo(200 << 20);
    }

    @Test
    void aTerabyteIsSharedOutAsAnyOtherMemory() {
        Machine machine = new Machine("Linux", "amd64", Map.of(), folder, folder, 64);
        ServerConfig.Resources resources = new ServerConfig.Resources(1L << 30, 1L << 40);
        ProvingConfig one = ServerConfig.of(Map.of(Option.MAX_PROOFS, "1"), machine, resources)
                .proving();
        assertThat(one.bbMemory()).isEqualTo((1L << 40) - (1L << 30));
    }

    @Test
    void noFewerPointsAreGotThanAreReady() {
        ProvingConfig config =
                read(Map.of(Option.CRS_POINTS, "4194304"), Map.of()).proving();
        assertThat(config.maxCrsPoints()).isEqualTo(4_194_304);
    }

    @Test
    void flagsGoBeforeTheEnvironmentBeforeTheFileBeforeDefaults() throws IOException {
        Path file =
                Files.writeString(folder.resolve("server.conf"), "# for tests\nport = 1\nqueue=1\n\nmax-uploads = 1\n");
        Map<String, String> environment = Map.of("TEE_REX_PORT", "2", "TEE_REX_QUEUE", "2", "PORT", "9");
        ServerConfig config = read(Map.of(Option.CONFIG, file.toString(), Option.PORT, "3"), environment);
        assertThat(config.listen().port()).isEqualTo(3);
        assertThat(config.proving().queue()).isEqualTo(2);
        assertThat(config.intake().maxUploads()).isEqualTo(1);
        assertThat(read(Map.of(), Map.of("TEE_REX_CONFIG", file.toString()))
                        .listen()
                        .port())
                .isEqualTo(1);
    }

    @Test
    void theOlderServersVariablesAreUnderstood() {
        ServerConfig config = read(
                Map.of(),
                Map.of(
                        "PORT", "80",
                        "TEE_MODE", "standard",
                        "CRS_PATH", "/crs",
                        "HARDWARE_CONCURRENCY", "64",
                        "BB_BINARY_PATH", "/bb"));
        assertThat(config.listen().port()).isEqualTo(80);
        assertThat(config.tee().mode()).isEqualTo(TeeMode.NONE);
        assertThat(config.proving().crsDirectory()).isEqualTo(Path.of("/crs"));
        assertThat(config.proving().threads()).isEqualTo(32);
        assertThat(config.proving().bb()).isEqualTo(Path.of("/bb"));
        assertThat(read(Map.of(), Map.of("TEE_MODE", "nitro", "TEE_REX_TEE", "none"))
                        .tee()
                        .mode())
                .isEqualTo(TeeMode.NONE);
    }

    @Test
    void aKeyThatNobodyKnowsIsAnError() throws IOException {
        assertRefused(() -> read(Map.of(), Map.of("TEE_REX_PROT", "1")), "TEE_REX_PROT", "--help");
        Path file = Files.writeString(folder.resolve("server.conf"), "port = 1\nprot = 2\n");
        assertRefused(() -> read(Map.of(Option.CONFIG, file.toString()), Map.of()), "line 2", "prot");
        Files.writeString(file, "port = 1\nport = 2\n");
        assertRefused(() -> read(Map.of(Option.CONFIG, file.toString()), Map.of()), "line 2", "second time");
        Files.writeString(file, "config = other\n");
        assertRefused(() -> read(Map.of(Option.CONFIG, file.toString()), Map.of()), "line 1", "config");
        Files.writeString(file, "port 1\n");
        assertRefused(() -> read(Map.of(Option.CONFIG, file.toString()), Map.of()), "line 1", "key = value");
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, 65536",
        "PORT, -1",
        "PORT, http",
        "QUEUE, 0",
        "MAX_BODY, 50MB",
        "MAX_BODY, 0",
        "BB_MEMORY, 17179869184GiB",
        "BB_MEMORY, 999999999999999999GiB",
        "BB_MEMORY, 1000000000000000000",
        "IDLE_TIMEOUT, 30",
        "IDLE_TIMEOUT, 0s",
        "STOP_TIMEOUT, 25h",
        "TEE, standard",
        "TEE, NITRO",
        "ALLOW_UNLOCKED, yes",
        "BB_VERSION, latest",
        "INSECURE_DEV_CRS, maybe",
        "TRUSTED_PROXIES, localhost",
        "TRUSTED_PROXIES, 10.0.0.0/33",
        "CRS_POINTS, 1",
        "SIMULATED_ROOT, root.pem"
    })
    void aValueThatCannotBeUsedIsRefusedByName(Option option, String value) {
        assertThatThrownBy(() -> read(Map.of(option, value), Map.of())).isInstanceOf(InputException.class);
    }

    @Test
    void anEmptyTextHidesNothingThatCountsLess() throws IOException {
        Path file = Files.writeString(folder.resolve("server.conf"), "host = 0.0.0.0\nqueue =\n");
        ServerConfig config =
                read(Map.of(Option.CONFIG, file.toString(), Option.HOST, ""), Map.of("TEE_REX_PORT", " ", "PORT", "9"));
        assertThat(config.listen().host()).isEqualTo("0.0.0.0");
        assertThat(config.listen().port()).isEqualTo(9);
        assertThat(config.proving().queue()).isEqualTo(64);
    }

    @Test
    void aPathMayBeginAtHome() throws IOException {
        Files.writeString(folder.resolve("server.conf"), "cache-directory = ~/cache\nbb = /bin/~/bb\n");
        ServerConfig config = read(Map.of(Option.CRS_DIRECTORY, "~/crs"), Map.of("TEE_REX_CONFIG", "~/server.conf"));
        assertThat(config.proving().cacheDirectory()).isEqualTo(folder.resolve("cache"));
        assertThat(config.proving().crsDirectory()).isEqualTo(folder.resolve("crs"));
        assertThat(config.proving().bb()).isEqualTo(Path.of("/bin/~/bb"));
    }

    @Test
    void theWordsForOptionsAreThisServers() {
        assertThat(Option.named("no file (tee-rex.bb); set tee-rex.insecureDevCrs=ifNoGenuine, or tee-rex.crsUrl."))
                .isEqualTo("no file (--bb); set --insecure-dev-crs=ifNoGenuine, or --crs-url.");
        assertThat(Option.named("tee-rex.npmRegistry, /tee-rex.bb, https://tee-rex.host.example"))
                .isEqualTo("tee-rex.npmRegistry, /tee-rex.bb, https://tee-rex.host.example");
        assertRefused(() -> read(Map.of(Option.INSECURE_DEV_CRS, "NEVER"), Map.of()), "--insecure-dev-crs", "NEVER");
    }

    @Test
    void oneBinaryIsOneVersion() {
        assertRefused(() -> read(Map.of(Option.BB, "/bb", Option.BB_VERSION, "4.1.2,5.0.0"), Map.of()), "--bb");
        assertThat(read(Map.of(Option.BB_VERSION, "4.1.2, 5.0.0"), Map.of())
                        .proving()
                        .versions())
                .extracting(Object::toString)
                .containsExactly("4.1.2", "5.0.0");
    }

    @Test
    void sizesAndDurationsHaveUnits() {
        ServerConfig config = read(
                Map.of(Option.MAX_BODY, "3KiB", Option.IDLE_TIMEOUT, "250ms", Option.QUEUE_TIMEOUT, "2h"), Map.of());
        assertThat(config.intake().maxBody()).isEqualTo(3072);
        assertThat(config.listen().idleTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.proving().queueTimeout()).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "0.0.0.0/0, ::1, false"
    })
    void aRangeContainsWhatSharesItsFirstBits(String range, String address, boolean contained) throws IOException {
        assertThat(AddressRange.of(range).orElseThrow().contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "1", "1.2.3", "256.1.1.1", "1.2.3.4/x", "1.2.3.4/", "::g", "1.2.3.4/-1"})
    void whatIsNoAddressIsNoRange(String text) {
        assertThat(AddressRange.of(text)).isEmpty();
    }
}
