package dev.teerex.updater.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.updater.Secret;
import dev.teerex.updater.UpdateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each place that can name the registry, by taking away the ones before it. */
class RegistryLocatorTest {
    @TempDir
    Path project;

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private Optional<String> npm = Optional.empty();

    private Registry locate(@Nullable String option) {
        return new RegistryLocator(environment, project, home, () -> npm).locate(Optional.ofNullable(option), "@aztec");
    }

    @Test
    void theOptionIsAskedFirstAndNpmLast() throws IOException {
        environment.put("NPM_CONFIG_REGISTRY", "https://environment.example");
        Files.writeString(
                project.resolve(".npmrc"),
                "registry=https://project.example/\n@aztec:registry=https://scope.example\n");
        Files.writeString(home.resolve(".npmrc"), "; c\nregistry = https://user.example/\n");
        npm = Optional.of("https://npm.example/");

        assertThat(locate("https://option.example/a").base()).hasToString("https://option.example/a/");
        assertThat(locate(null).base()).hasToString("https://environment.example/");
        environment.clear();
        assertThat(locate(null).base()).hasToString("https://scope.example/");
        Files.writeString(project.resolve(".npmrc"), "registry=https://project.example/\n");
        assertThat(locate(null).base()).hasToString("https://project.example/");
        Files.delete(project.resolve(".npmrc"));
        assertThat(locate(null).base()).hasToString("https://user.example/");
        Files.delete(home.resolve(".npmrc"));
        assertThat(locate(null).base()).hasToString("https://npm.example/");
        npm = Optional.empty();
        assertThatThrownBy(() -> locate(null)).hasMessageContaining("TRX-U-002").hasMessageContaining("--registry");
    }

    @Test
    void aTokenBelongsToExactlyItsAddress() throws IOException {
        environment.put("TOKEN", "s3cret");
        Files.writeString(home.resolve(".npmrc"), "//a.example/npm/:_authToken=${TOKEN}\n");

        assertThat(locate("https://a.example/npm").token().map(Secret::reveal)).contains("s3cret");
        assertThat(locate("https://a.example/other").token()).isEmpty();
        assertThat(locate("https://b.example/npm").token()).isEmpty();
        assertThat(locate("https://a.example/npm").toString()).doesNotContain("s3cret");
    }

    @Test
    void aVariableThatIsNotSetLeavesItsSettingUnset() throws IOException {
        Files.writeString(home.resolve(".npmrc"), "//a.example/:_authToken=${TOKEN}\nregistry=${NOWHERE}\n");

        assertThat(locate("https://a.example").token()).isEmpty();
        assertThatThrownBy(() -> locate(null)).hasMessageContaining("TRX-U-002");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a.example",
                "a.example",
                "https://",
                "https://user:pass@a.example/",
                "https://a b/",
                "http://localhost:99999"
            })
    void anAddressThatCannotBeUsedIsRefusedWithoutBeingRepeated(String address) {
        assertThatThrownBy(() -> locate(address))
                .isInstanceOf(UpdateException.class)
                .hasMessageContaining("TRX-U-001")
                .hasMessageNotContaining("pass@");
    }
}
