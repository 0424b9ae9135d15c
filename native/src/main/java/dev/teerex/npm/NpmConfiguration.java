package dev.teerex.npm;

import dev.teerex.Machine;
import dev.teerex.download.ProxyServer;
import dev.teerex.process.ShortCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What decides which npm registry is used. Nothing is read before it is asked for, so that a machine that has all it
 * needs never looks.
 *
 * @param machine where the environment and the home folder are looked up
 * @param projectDirectory the folder whose {@code .npmrc} is the project's
 * @param registry the registry that the user names, or null; it wins over all others
 * @param headers request headers for that registry, such as {@code Authorization}; they win over credentials in an
 *     {@code .npmrc}; without a registry there are none, so that no file chooses who gets them
 */
public record NpmConfiguration(
        Machine machine, Path projectDirectory, @Nullable URI registry, Map<String, String> headers) {

    private static final Duration NPM_LIMIT = Duration.ofSeconds(20);

    /** Makes the value; the headers are copied, or left out where they are for no registry. */
    public NpmConfiguration {
        headers = registry == null ? Map.of() : Map.copyOf(headers);
    }

    /**
     * Finds the registry of a scope's packages: the one that the user names; {@code npm_config_registry};
     * {@code @scope:registry} of the project's {@code .npmrc}, then of the user's; {@code registry} of the project's, then of the
     * user's; and last what {@code npm config get registry} says. The updater, which stands alone, looks in the same order.
     *
     * @param scope the scope with its {@code @}
     * @return the registry, or nothing where nothing on this machine names one
     * @throws dev.teerex.InputException when an {@code .npmrc} cannot be read or what it names is no registry
     */
    public Optional<NpmRegistry> registry(String scope) {
        List<Npmrc> files = files();
        return named(scope, files)
                .map(found -> new NpmRegistry(found.address(), found.source(), NpmCredential.in(files), headers));
    }

    private Optional<Named> named(String scope, List<Npmrc> files) {
        if (registry != null) {
            return Optional.of(new Named(registry.toString(), "tee-rex.npmRegistry"));
        }
        Optional<Named> fromEnvironment =
                variable("npm_config_registry").map(value -> new Named(value, "npm_config_registry"));
        return fromEnvironment
                .or(() -> named(files, scope + ":registry"))
                .or(() -> named(files, "registry"))
                .or(this::askNpm);
    }

    private static Optional<Named> named(List<Npmrc> files, String key) {
        return files.stream()
                .flatMap(file -> file.value(key).map(value -> new Named(value, file.source())).stream())
                .findFirst();
    }

    /** Returns the proxies that the {@code .npmrc} files name with {@code proxy}, {@code https-proxy}, {@code noproxy}. */
    public List<ProxyServer> proxies() {
        List<Npmrc> files = files();
        List<String> direct =
                value(files, "noproxy").map(ProxyServer::directHosts).orElse(List.of());
        Optional<String> plain = value(files, "proxy");
        List<ProxyServer> proxies = new ArrayList<>();
        plain.flatMap(address -> ProxyServer.parse("http", address, direct)).ifPresent(proxies::add);
        value(files, "https-proxy")
                .or(() -> plain)
                .flatMap(address -> ProxyServer.parse("https", address, direct))
                .ifPresent(proxies::add);
        return proxies;
    }

    private static Optional<String> value(List<Npmrc> files, String key) {
        return files.stream().flatMap(file -> file.value(key).stream()).findFirst();
    }

    /** Returns the project's file and the user's, the stronger one first. */
    private List<Npmrc> files() {
        Path user = variable("npm_config_userconfig")
                .map(Path::of)
                .orElse(machine.home().resolve(".npmrc"));
        return List.of(Npmrc.read(projectDirectory.resolve(".npmrc"), machine), Npmrc.read(user, machine));
    }

    private Optional<String> variable(String name) {
        return machine.variable(name).or(() -> machine.variable(name.toUpperCase(Locale.ROOT)));
    }

    private Optional<Named> askNpm() {
        return machine.program("npm").flatMap(npm -> {
            try {
                ShortCommand.Result answer = ShortCommand.run(
                        List.of(npm.toString(), "config", "get", "registry"), machine.environment(), NPM_LIMIT);
                String address = answer.output().strip();
                boolean named = answer.exitCode() == 0 && !address.isEmpty() && !address.equals("undefined");
                return named ? Optional.of(new Named(address, "npm config get registry")) : Optional.empty();
            } catch (IOException cannotBeStarted) {
                return Optional.empty();
            }
        });
    }

    /** Returns a description without headers, which hold secrets. */
    @Override
    public String toString() {
        return "NpmConfiguration[" + projectDirectory + "]";
    }

    private record Named(String address, String source) {}
}
