package dev.teerex.maven;

import dev.teerex.Machine;
import dev.teerex.build.BuildException;
import dev.teerex.build.BuildException.Code;
import dev.teerex.download.HttpSettings;
import dev.teerex.download.ProxyServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** What settings.xml says of servers and proxies. A password that cannot be decrypted is a failure: Maven 3 would hand out its cipher text. */
@Named
@Singleton
class MavenServers {
    private final SettingsDecrypter decrypter;

    @Inject
    MavenServers(SettingsDecrypter decrypter) {
        this.decrypter = decrypter;
    }

    /** Returns how servers are reached: Maven's active proxies, or else those that the environment names. */
    HttpSettings http(MavenSession session, Machine machine) {
        List<ProxyServer> proxies = new ArrayList<>();
        List<ProxyServer> forHttpsToo = new ArrayList<>();
        for (Proxy proxy : session.getSettings().getProxies()) {
            if (proxy.isActive()) {
                Proxy plain = decrypted(proxy);
                String scheme = "https".equalsIgnoreCase(plain.getProtocol()) ? "https" : "http";
                proxies.add(server(scheme, plain));
                if (scheme.equals("http")) {
                    forHttpsToo.add(server("https", plain));
                }
            }
        }
        // Maven takes a proxy for all addresses, whatever its protocol says, unless another is there for the scheme.
        proxies.addAll(forHttpsToo);
        return proxies.isEmpty()
                ? HttpSettings.fromEnvironment(machine, session.isOffline())
                : HttpSettings.of(session.isOffline(), proxies);
    }

    private static ProxyServer server(String scheme, Proxy proxy) {
        String hosts = proxy.getNonProxyHosts() == null ? "" : proxy.getNonProxyHosts();
        List<String> direct = List.of(hosts.isBlank() ? new String[0] : hosts.split("[|,]"));
        return new ProxyServer(
                scheme, proxy.getHost(), proxy.getPort(), proxy.getUsername(), proxy.getPassword(), direct);
    }

    /** Returns the request headers that a server's entry asks for: its httpHeaders, and its user and password. */
    Map<String, String> headers(MavenSession session, String serverId, String option) {
        @Nullable Server server = session.getSettings().getServer(serverId);
        if (server == null) {
            throw new BuildException(
                    Code.CREDENTIALS,
                    "settings.xml has no <server> with the id \"" + serverId + "\" (" + option + ")",
                    null);
        }
        Server plain = decrypted(server);
        Map<String, String> headers = new LinkedHashMap<>();
        if (plain.getUsername() != null) {
            String password = plain.getPassword() == null ? "" : plain.getPassword();
            headers.put(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(
                                            (plain.getUsername() + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }
        if (plain.getConfiguration() instanceof Xpp3Dom configuration) {
            addHeaders(configuration.getChild("httpHeaders"), headers, serverId);
        }
        return headers;
    }

    private static void addHeaders(@Nullable Xpp3Dom httpHeaders, Map<String, String> headers, String serverId) {
        if (httpHeaders == null) {
            return;
        }
        for (Xpp3Dom property : httpHeaders.getChildren()) {
            @Nullable String name = text(property.getChild("name"));
            @Nullable String value = text(property.getChild("value"));
            if (name == null || value == null) {
                throw new BuildException(
                        Code.CREDENTIALS,
                        "the server \"" + serverId + "\" in settings.xml has among its httpHeaders "
                                + (name == null ? "one without a name" : "\"" + name + "\" without a value")
                                + "; fill it in, or take it out",
                        null);
            }
            headers.put(name, value);
        }
    }

    // Maven has null for <value/>, and an empty text for <value></value>.
    private static @Nullable String text(@Nullable Xpp3Dom element) {
        return element == null
                        || element.getValue() == null
                        || element.getValue().isBlank()
                ? null
                : element.getValue();
    }

    private Server decrypted(Server server) {
        return decrypt(new DefaultSettingsDecryptionRequest(server), "server \"" + server.getId() + "\"")
                .getServer();
    }

    private Proxy decrypted(Proxy proxy) {
        return decrypt(new DefaultSettingsDecryptionRequest(proxy), "proxy \"" + proxy.getId() + "\"")
                .getProxy();
    }

    private SettingsDecryptionResult decrypt(SettingsDecryptionRequest request, String whose) {
        SettingsDecryptionResult result = decrypter.decrypt(request);
        for (SettingsProblem problem : result.getProblems()) {
            if (problem.getSeverity() != SettingsProblem.Severity.WARNING) {
                throw new BuildException(
                        Code.CREDENTIALS,
                        "the password of the " + whose + " in settings.xml cannot be decrypted; check"
                                + " settings-security.xml, or encrypt it again with mvn --encrypt-password",
                        null);
            }
        }
        return result;
    }
}
