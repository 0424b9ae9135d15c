package dev.teerex.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Machine;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.ProxyServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies for a server: what is written into its environment is what it reads there. */
class ProxyVariablesTest {
    private static final List<String> DIRECT = List.of("*.internal", ".corp");

    @Test
    void aServerReadsTheProxiesAsTheyWere() {
        ProxyServer plain = new ProxyServer("http", "proxy.example", 3128, null, null, DIRECT);
        ProxyServer user = new ProxyServer("https", "::1", 8080, "jos\u00e9@corp", "p:w/%+ \u00e9@#?", DIRECT);

        List<ProxyServer> read = read(environment(List.of(plain, user)));

        assertThat(read)
                .containsExactly(plain, new ProxyServer("https", "[::1]", 8080, user.user(), user.password(), DIRECT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"me", ""})
    void aUserWithoutAPasswordStaysWithout(String name) {
        ProxyServer user = new ProxyServer("http", "proxy.example", 3128, name, null, List.of());

        assertThat(read(environment(List.of(user)))).containsExactly(user);
    }

    @Test
    void whatTheBuildsOwnEnvironmentSaysOfProxiesIsReplaced() {
        assertThat(environment(List.of())).containsOnlyKeys("PATH");
        assertThat(environment(List.of(new ProxyServer("http", "p", 1, null, null, List.of()))))
                .containsOnlyKeys("PATH", "http_proxy");
    }

    @Test
    void ofSeveralForOneSchemeTheFirstCounts() {
        ProxyServer first = new ProxyServer("http", "first", 1, null, null, List.of());

        assertThat(read(environment(List.of(first, new ProxyServer("http", "second", 2, null, null, List.of())))))
                .containsExactly(first);
    }

    @Test
    void aPlainHostThatIsAskedDirectlyStandsForItsSubDomainsToo() {
        ProxyServer proxy = new ProxyServer("http", "proxy.example", 3128, null, null, List.of("example.com"));

        assertThat(read(environment(List.of(proxy))).get(0).directHosts())
                .containsExactly("example.com", ".example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no host", "my_proxy"})
    void aProxyThatIsNoAddressIsNamedWithoutItsPassword(String host) {
        ProxyServer bad = new ProxyServer("http", host, 1, "me", "secret", List.of());

        assertThatThrownBy(() -> environment(List.of(bad)))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("TRX-M-010: ")
                .hasMessageContaining("http proxy " + host + ":1 of settings.xml")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    private static Map<String, String> environment(List<ProxyServer> proxies) {
        Map<String, String> environment = new HashMap<>(
                Map.of("PATH", "/bin", "HTTP_PROXY", "http://old:1", "https_proxy", "http://old:1", "NO_PROXY", "old"));
        ProxyVariables.set(environment, proxies);
        return environment;
    }

    private static List<ProxyServer> read(Map<String, String> environment) {
        Machine machine = new Machine("Linux", "amd64", environment, Path.of("/"), Path.of("/tmp"), 1);
        return HttpSettings.fromEnvironment(machine, false).proxies();
    }
}
