package dev.teerex.updater.registry;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import dev.teerex.updater.UpdateException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the npm registry: the option, then the environment ({@code npm_config_registry}), then the scope's registry in
 * {@code .npmrc} of the project or of the user, then the general one there, then npm itself. That is the order in which bb's
 * registry is looked for too ({@code NpmConfiguration} of tee-rex-native); a test holds them against each other.
 */
public final class RegistryLocator {
    private static final long LARGEST_NPMRC = 64 * 1024;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final Map<String, String> environment;
    private final Path project;
    private final Path home;
    private final Supplier<Optional<String>> npm;

    /**
     * Makes a locator.
     *
     * @param environment the environment variables
     * @param project the folder whose {@code .npmrc} counts as the project's
     * @param home the user's home folder
     * @param npm asks npm itself; empty when it cannot say
     */
    public RegistryLocator(Map<String, String> environment, Path project, Path home, Supplier<Optional<String>> npm) {
        this.environment = Map.copyOf(environment);
        this.project = project;
        this.home = home;
        this.npm = npm;
    }

    /**
     * Finds the registry.
     *
     * @param option the address given as an option, if any
     * @param scope the scope of the packages, such as {@code @aztec}
     * @return where it is
     * @throws UpdateException with {@code REGISTRY_NOT_FOUND} when nothing says so, {@code BAD_CONFIGURATION} when what is
     *     said cannot be used
     */
    public Registry locate(Optional<String> option, String scope) {
        Map<String, String> ofProject = npmrc(project.resolve(".npmrc"));
        Map<String, String> ofUser =
                npmrc(environment("npm_config_userconfig").map(Path::of).orElse(home.resolve(".npmrc")));
        String scoped = scope + ":registry";
        return option.map(url -> registry(url, "option", ofProject, ofUser))
                .or(() -> environment("npm_config_registry")
                        .map(url -> registry(url, "environment variable npm_config_registry", ofProject, ofUser)))
                .or(() -> setting(ofProject, scoped)
                        .map(url -> registry(url, ".npmrc of the project", ofProject, ofUser)))
                .or(() -> setting(ofUser, scoped).map(url -> registry(url, ".npmrc of the user", ofProject, ofUser)))
                .or(() -> setting(ofProject, "registry")
                        .map(url -> registry(url, ".npmrc of the project", ofProject, ofUser)))
                .or(() ->
                        setting(ofUser, "registry").map(url -> registry(url, ".npmrc of the user", ofProject, ofUser)))
                .or(() -> npm.get().map(url -> registry(url, "npm configuration", ofProject, ofUser)))
                .orElseThrow(() -> new UpdateException(
                        Code.REGISTRY_NOT_FOUND,
                        "no npm registry is configured: give --registry, set npm_config_registry, write registry=… into "
                                + ".npmrc, or install npm"));
    }

    private static Optional<String> setting(Map<String, String> npmrc, String key) {
        return Optional.ofNullable(npmrc.get(key)).filter(value -> !value.isBlank());
    }

    /** npm takes its variables in any case; an empty one counts as unset. */
    private Optional<String> environment(String name) {
        return environment.entrySet().stream()
                .filter(e -> e.getKey().toLowerCase(Locale.ROOT).equals(name))
                .map(Map.Entry::getValue)
                .filter(value -> !value.isBlank())
                .findFirst();
    }

    private static Registry registry(
            String url, String source, Map<String, String> ofProject, Map<String, String> ofUser) {
        Registry bare = Registry.of(url.strip(), Optional.empty(), source);
        // npm's own form: the address without its scheme, then the setting. It binds the token to that host and path.
        String key = bare.base().toString().replaceFirst("^[^:]+:", "") + ":_authToken";
        return setting(ofProject, key)
                .or(() -> setting(ofUser, key))
                .map(token -> new Registry(bare.base(), Optional.of(Secret.of(token)), source))
                .orElse(bare);
    }

    /** Reads {@code key=value} lines; a variable that is not set leaves its setting unset. */
    private Map<String, String> npmrc(Path file) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            return settings;
        }
        try {
            if (Files.size(file) > LARGEST_NPMRC) {
                throw new UpdateException(
                        Code.BAD_CONFIGURATION, file + " is larger than " + LARGEST_NPMRC + " bytes; no .npmrc is");
            }
            for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\\R", -1)) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.strip().startsWith("#") && !line.strip().startsWith(";")) {
                    expand(line.substring(equals + 1).strip())
                            .ifPresent(value ->
                                    settings.put(line.substring(0, equals).strip(), value));
                }
            }
        } catch (IOException e) {
            throw new UpdateException(Code.BAD_CONFIGURATION, file + " cannot be read; make it readable", e);
        }
        return settings;
    }

    private Optional<String> expand(String value) {
        Matcher matcher = VARIABLE.matcher(value);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            String variable = environment.get(matcher.group(1));
            if (variable == null) {
                return Optional.empty();
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(variable));
        }
        return Optional.of(matcher.appendTail(expanded).toString());
    }
}
