package dev.teerex.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.InputException;
import dev.teerex.Machine;
import dev.teerex.download.ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpmConfigurationTest {
    @TempDir
    Path folder;

    private Path project = Path.of("");
    private Path home = Path.of("");
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeFolders() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        home = Files.createDirectory(folder.resolve("home"));
        // No npm is found, so that the machine the test runs on plays no part.
        environment.put("PATH", folder.toString());
    }

    private void npmrc(Path where, String... lines) throws IOException {
        Files.writeString(where.resolve(".npmrc"), String.join("\n", lines));
    }

    private NpmConfiguration configuration(@Nullable String option, Map<String, String> headers) {
        Machine machine = new Machine("Linux", "amd64", environment, home, folder, 1);
        return new NpmConfiguration(machine, project, option == null ? null : URI.create(option), headers);
    }

    private NpmRegistry registry() {
        return configuration(null, Map.of()).registry("@aztec").orElseThrow();
    }

    private static Map<String, String> authorization(String value) {
        return Map.of("Authorization", value);
    }

    @Test
    void theOptionWinsThenTheEnvironmentThenTheProjectThenTheUser() throws IOException {
        npmrc(home, "registry=http://user.example");
        assertThat(registry().address()).hasToString("http://user.example/");

        npmrc(project, "registry=http://project.example/npm");
        assertThat(registry().address()).hasToString("http://project.example/npm/");
        assertThat(registry().source()).endsWith("project/.npmrc");

        environment.put("npm_config_registry", "http://environment.example");
        assertThat(registry().address()).hasToString("http://environment.example/");

        assertThat(configuration("http://option.example", Map.of())
                        .registry("@aztec")
                        .orElseThrow()
                        .address())
                .hasToString("http://option.example/");
    }

    @Test
    void theScopesOwnRegistryWinsInWhicheverFileItIs() throws IOException {
        npmrc(home, "@aztec:registry=http://user.example");
        npmrc(
                project,
                "registry=http://plain.example",
                "@aztec:registry=http://scoped.example",
                "@x:registry=http://x");

        assertThat(registry().address()).hasToString("http://scoped.example/");

        npmrc(project, "registry=http://plain.example");
        assertThat(registry().address()).hasToString("http://user.example/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"npm_config_userconfig", "NPM_CONFIG_USERCONFIG"})
    void theUsersFileMayLieElsewhere(String variable) throws IOException {
        npmrc(home, "registry=http://user.example");
        environment.put(
                variable,
                Files.writeString(folder.resolve("rc"), "registry=http://rc.example")
                        .toString());

        assertThat(registry().address()).hasToString("http://rc.example/");
    }

    @Test
    void npmIsAskedWhenNothingElseNamesARegistry() throws IOException {
        npm("[ \"$*\" = 'config get registry' ] && echo http://npm.example");
        assertThat(registry().address()).hasToString("http://npm.example/");

        npmrc(home, "registry=http://user.example");
        assertThat(registry().address()).hasToString("http://user.example/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo undefined", "echo http://npm.example; exit 1", "exit 0"})
    void anNpmThatKnowsNoneNamesNone(String script) throws IOException {
        npm(script);

        assertThat(configuration(null, Map.of()).registry("@aztec")).isEmpty();
    }

    private void npm(String script) throws IOException {
        Path npm = Files.writeString(folder.resolve("npm"), "#!/bin/sh\n" + script + "\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        environment.put("PATH", folder + ":/usr/bin:/bin");
    }

    @Test
    void whereNothingNamesARegistryThereIsNone() {
        assertThat(configuration(null, Map.of()).registry("@aztec")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/",
                "host",
                "file:///npm",
                "http://me:SECRET@host/",
                "http://host/?a=SECRET",
                "::",
                "/"
            })
    void whatIsNoRegistryIsRefusedWithoutQuotingIt(String address) throws IOException {
        npmrc(project, "registry=" + address);

        assertThatThrownBy(this::registry)
                .isInstanceOfSatisfying(
                        InputException.class, e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION))
                .hasMessageContaining("project/.npmrc")
                .hasMessageNotContaining("SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "_authToken=t0ken, Bearer t0ken",
        "_authToken=${TOKEN}, Bearer from-environment",
        "_auth=dTpw, Basic dTpw",
    })
    void aCredentialBecomesAHeader(String credential, String header) throws IOException {
        environment.put("TOKEN", "from-environment");
        npmrc(project, "registry=https://host.example/npm/", "//host.example/npm/:" + credential);

        assertThat(registry().headersFor(URI.create("https://host.example/npm/@aztec%2fbb.js")))
                .isEqualTo(authorization(header));
    }

    @Test
    void userAndPasswordBecomeAHeader() throws IOException {
        npmrc(project, "registry=https://host.example");
        npmrc(home, "//host.example/:username=me", "//host.example/:_password=" + base64("secret"));

        assertThat(registry().headersFor(URI.create("https://host.example/a")))
                .isEqualTo(authorization("Basic " + base64("me:secret")));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theCredentialOfTheLongestPathIsSentAndTheProjectsBeforeTheUsers() throws IOException {
        npmrc(home, "//host.example/:_authToken=root", "//host.example/npm/:_authToken=user");
        npmrc(project, "registry=https://host.example/npm", "//host.example/npm/:_authToken=project");

        assertThat(registry().headersFor(URI.create("https://host.example/npm/a")))
                .isEqualTo(authorization("Bearer project"));
        assertThat(registry().headersFor(URI.create("https://host.example/b"))).isEqualTo(authorization("Bearer root"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.example/npm/a",
                "https://host.example.evil.example/npm/a",
                "https://host.example:8443/npm/a",
                "http://host.example/npm/a",
                "https://host.example/npmx/a",
                "https://host.example/other/a",
                "https://host.example/npm/../other/a",
                "https://host.example/npm/%2e%2e/other/a",
                "https://host.example/npm/%2E./other/a",
                "https://host.example/npm/..%2fother/a",
                "https://host.example/npm/%2e%2e%2fother/a",
                "file://host.example/npm/a",
                "https:a"
            })
    void noCredentialGoesWhereItDoesNotBelong(String address) throws IOException {
        npmrc(project, "registry=https://host.example/npm/", "//host.example/npm/:_authToken=t");
        URI target = URI.create(address);

        assertThat(registry().headersFor(target)).isEmpty();
        assertThat(configuration("https://host.example/npm/", Map.of("X-Key", "k"))
                        .registry("@aztec")
                        .orElseThrow()
                        .headersFor(target))
                .isEmpty();
    }

    @Test
    void aPlaceWithoutItsLastSlashEndsWithAFolder() throws IOException {
        npmrc(project, "registry=https://host.example/npm/", "//host.example/npm:_authToken=t");

        assertThat(registry().headersFor(URI.create("https://host.example/npm/a")))
                .isEqualTo(authorization("Bearer t"));
        assertThat(registry().headersFor(URI.create("https://host.example/npm-other/a")))
                .isEmpty();
    }

    @Test
    void givenHeadersWinOverTheFiles() throws IOException {
        npmrc(home, "//host.example/:_authToken=t");
        NpmRegistry registry = configuration("https://host.example", Map.of("X-Key", "k"))
                .registry("@aztec")
                .orElseThrow();

        assertThat(registry.headersFor(URI.create("https://host.example:443/a")))
                .isEqualTo(Map.of("X-Key", "k"));
    }

    @Test
    void givenHeadersDoNotGoToARegistryThatAFileNames() throws IOException {
        npmrc(project, "registry=https://host.example");
        NpmRegistry registry =
                configuration(null, Map.of("X-Key", "k")).registry("@aztec").orElseThrow();

        assertThat(registry.headersFor(URI.create("https://host.example/a"))).isEmpty();
    }

    @Test
    void aTokenForAnotherRegistryIsNotEvenLookedUp() throws IOException {
        npmrc(project, "registry=https://host.example", "//other.example/:_authToken=${NONE}");

        assertThat(registry().headersFor(URI.create("https://host.example/a"))).isEmpty();
    }

    @Test
    void noSecretIsInAText() throws IOException {
        environment.put("TOKEN", "SECRET");
        npmrc(project, "registry=https://host.example", "//host.example/:_authToken=SECRET");

        assertThat(registry()).asString().contains("host.example").doesNotContain("SECRET");
        assertThat(configuration(null, Map.of("X-Key", "SECRET"))).asString().doesNotContain("SECRET");
    }

    @Test
    void proxiesAreReadToo() throws IOException {
        npmrc(home, "proxy=http://me:SECRET@proxy.example:3128", "noproxy=localhost");

        assertThat(configuration(null, Map.of()).proxies())
                .extracting(ProxyServer::toString)
                .containsExactly("http proxy proxy.example:3128", "https proxy proxy.example:3128");

        npmrc(project, "https-proxy=secure.example:8080");
        assertThat(configuration(null, Map.of()).proxies())
                .extracting(ProxyServer::host)
                .containsExactly("proxy.example", "secure.example");
    }
}
