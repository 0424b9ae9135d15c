package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Machine;
import dev.teerex.npm.NpmConfiguration;
import dev.teerex.updater.registry.RegistryLocator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The updater stands alone and so finds the npm registry by itself: where bb comes from and what it looks at must be one place. */
class NpmRegistryTest {
    @TempDir
    private Path folder;

    /** Each row lacks what decided in the row before; settings of one file stand beside each other. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    option | npm_config_registry=http://env | registry=http://p @aztec:registry=http://ps | registry=http://u @aztec:registry=http://us | option
                           | npm_config_registry=http://env | registry=http://p @aztec:registry=http://ps | registry=http://u @aztec:registry=http://us | env
                           | NPM_CONFIG_REGISTRY=http://env | registry=http://p @aztec:registry=http://ps | registry=http://u @aztec:registry=http://us | env
                           | npm_config_registry=           | registry=http://p @aztec:registry=http://ps | registry=http://u @aztec:registry=http://us | ps
                           |                                | registry=http://p                           | registry=http://u @aztec:registry=http://us | us
                           |                                | registry=http://p @other:registry=http://o  | registry=http://u                           | p
                           |                                | registry=                                   | registry=http://u                           | u
                           |                                |                                             | ;registry=http://u                          | npm
                    """)
    void bothLookInTheSameOrder(
            @Nullable String option,
            @Nullable String variable,
            @Nullable String project,
            @Nullable String user,
            String expected)
            throws IOException {
        Path npm = Files.writeString(folder.resolve("npm"), "#!/bin/sh\necho http://npm\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = new HashMap<>(Map.of("PATH", folder.toString()));
        if (variable != null) {
            environment.put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        Path checkout = npmrc("checkout", project);
        Path home = npmrc("home", user);
        @Nullable URI named = option == null ? null : URI.create("http://" + option);

        assertThat(new NpmConfiguration(
                                new Machine("Linux", "amd64", environment, home, folder, 1), checkout, named, Map.of())
                        .registry("@aztec"))
                .hasValueSatisfying(found -> assertThat(found.address()).hasHost(expected));
        assertThat(new RegistryLocator(environment, checkout, home, () -> Optional.of("http://npm"))
                        .locate(Optional.ofNullable(named).map(URI::toString), "@aztec")
                        .base())
                .hasHost(expected);
    }

    private Path npmrc(String name, @Nullable String settings) throws IOException {
        Path where = Files.createDirectory(folder.resolve(name));
        if (settings != null) {
            Files.writeString(where.resolve(".npmrc"), settings.replace(' ', '\n') + "\n");
        }
        return where;
    }
}
