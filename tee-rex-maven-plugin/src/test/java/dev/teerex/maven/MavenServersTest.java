package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.build.BuildException;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.ProxyServer;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsProblem;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.building.SettingsProblem.Severity;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MavenServersTest {
    private static final Machine BARE = machine(Map.of());

    @Test
    void userAndPasswordBecomeAHeader() {
        Settings settings = new Settings();
        settings.addServer(server("npm", "me", "s3cret", null));

        assertThat(new MavenServers(decrypting()).headers(session(settings), "npm", "tee-rex.npmServerId"))
                .containsExactly(Map.entry("Authorization", "Basic bWU6czNjcmV0"));
    }

    @Test
    void httpHeadersOfTheConfigurationAreTaken() throws Exception {
        Settings settings = new Settings();
        settings.addServer(server(
                "npm",
                null,
                null,
                "<configuration><httpHeaders><property><name>Authorization</name><value>Bearer t</value></property>"
                        + "</httpHeaders></configuration>"));

        assertThat(new MavenServers(decrypting()).headers(session(settings), "npm", "tee-rex.npmServerId"))
                .containsExactly(Map.entry("Authorization", "Bearer t"));
    }

    @ParameterizedTest
    @CsvSource({
        "<name>X-Token</name><value/>, \"X-Token\" without a value",
        "<name>X-Token</name>, \"X-Token\" without a value",
        "<name>X-Token</name><value> </value>, \"X-Token\" without a value",
        "<name/><value>s3cret</value>, one without a name",
        "<name></name><value>s3cret</value>, one without a name"
    })
    void halfAHeaderIsAFailureThatNamesItAndItsServer(String half, String named) {
        Settings settings = new Settings();
        settings.addServer(server(
                "npm",
                null,
                null,
                "<configuration><httpHeaders><property>" + half + "</property></httpHeaders></configuration>"));

        assertThatThrownBy(
                        () -> new MavenServers(decrypting()).headers(session(settings), "npm", "tee-rex.npmServerId"))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.reason()).isEqualTo(BuildException.Code.CREDENTIALS))
                .hasMessageContainingAll("\"npm\"", named)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aPasswordThatCannotBeDecryptedIsAFailureThatDoesNotShowIt() {
        Settings settings = new Settings();
        settings.addServer(server("npm", "me", "{cipher text}", null));
        SettingsDecrypter failing = request ->
                result(request, List.of(new DefaultSettingsProblem("bad key", Severity.ERROR, "settings", 1, 1, null)));

        assertThatThrownBy(() -> new MavenServers(failing).headers(session(settings), "npm", "tee-rex.npmServerId"))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.reason()).isEqualTo(BuildException.Code.CREDENTIALS))
                .hasMessageContaining("npm")
                .hasMessageNotContaining("cipher text");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        assertThatThrownBy(() ->
                        new MavenServers(decrypting()).headers(session(new Settings()), "gone", "tee-rex.npmServerId"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void activeProxiesOfMavenComeBeforeThoseOfTheEnvironment() {
        Settings settings = new Settings();
        settings.addProxy(proxy("old.example", false));
        settings.addProxy(proxy("proxy.example", true));

        HttpSettings http = new MavenServers(decrypting())
                .http(session(settings), machine(Map.of("https_proxy", "http://other.example:1")));

        assertThat(http.proxies()).extracting(ProxyServer::host).containsOnly("proxy.example");
        assertThat(http.proxies()).extracting(ProxyServer::scheme).containsExactly("http", "https");
        assertThat(http.proxies().get(0).directHosts()).containsExactly("localhost", "*.inner.example");
    }

    @Test
    void aProxyForHttpsComesBeforeOneForHttpThatStandsFirst() {
        Settings settings = new Settings();
        Proxy forHttps = proxy("https.example", true);
        forHttps.setProtocol("https");
        settings.addProxy(proxy("http.example", true));
        settings.addProxy(forHttps);

        HttpSettings http = new MavenServers(decrypting()).http(session(settings), BARE);

        assertThat(http.proxies())
                .extracting(proxy -> proxy.scheme() + " by " + proxy.host())
                .containsExactly("http by http.example", "https by https.example", "https by http.example");
    }

    @Test
    void withoutProxiesOfMavenThoseOfTheEnvironmentAreTaken() {
        HttpSettings http = new MavenServers(decrypting())
                .http(session(new Settings()), machine(Map.of("https_proxy", "http://other.example:1")));

        assertThat(http.proxies()).extracting(ProxyServer::host).containsExactly("other.example");
        assertThat(new MavenServers(decrypting())
                        .http(session(new Settings()), BARE)
                        .proxies())
                .isEmpty();
    }

    @Test
    void offlineIsOffline() {
        MavenSession session = session(new Settings());
        session.getRequest().setOffline(true);
        session.getSettings().setOffline(true);

        assertThat(new MavenServers(decrypting()).http(session, BARE).offline()).isTrue();
    }

    private static Machine machine(Map<String, String> environment) {
        return new Machine("Linux", "amd64", environment, Path.of("h"), Path.of("t"), 1);
    }

    private static Server server(
            String id, @Nullable String user, @Nullable String password, @Nullable String configuration) {
        Server server = new Server();
        server.setId(id);
        server.setUsername(user);
        server.setPassword(password);
        try {
            server.setConfiguration(
                    configuration == null ? null : Xpp3DomBuilder.build(new StringReader(configuration)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return server;
    }

    private static Proxy proxy(String host, boolean active) {
        Proxy proxy = new Proxy();
        proxy.setHost(host);
        proxy.setPort(3128);
        proxy.setActive(active);
        proxy.setNonProxyHosts("localhost|*.inner.example");
        return proxy;
    }

    @SuppressWarnings("deprecation") // There is no other way to make one.
    private static MavenSession session(Settings settings) {
        DefaultMavenExecutionRequest request = new DefaultMavenExecutionRequest();
        return new MavenSession(null, request, new DefaultMavenExecutionResult(), List.of()) {
            @Override
            public Settings getSettings() {
                return settings;
            }
        };
    }

    private static SettingsDecrypter decrypting() {
        return request -> result(request, List.of());
    }

    private static SettingsDecryptionResult result(SettingsDecryptionRequest request, List<SettingsProblem> problems) {
        return new SettingsDecryptionResult() {
            @Override
            public Server getServer() {
                return request.getServers().get(0);
            }

            @Override
            public List<Server> getServers() {
                return request.getServers();
            }

            @Override
            public Proxy getProxy() {
                return request.getProxies().get(0);
            }

            @Override
            public List<Proxy> getProxies() {
                return request.getProxies();
            }

            @Override
            public List<SettingsProblem> getProblems() {
                return problems;
            }
        };
    }
}
