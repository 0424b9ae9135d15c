package dev.teerex.updater.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.updater.UpdateException;
import dev.teerex.updater.config.Channel.AutoMerge;
import dev.teerex.updater.config.UpdaterConfig.Signatures;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private static final Path ROOT = Path.of("..");
    private static final String CHANNEL = "channels: {a: {tag: latest, base: main}}\n";

    @TempDir
    Path folder;

    private UpdaterConfig read(String text) throws IOException {
        return ConfigFile.read(Files.writeString(folder.resolve("c.yml"), text));
    }

    @Test
    void whatIsLeftOutHasASafeDefault() throws IOException {
        UpdaterConfig config = read(CHANNEL);

        assertThat(config.channels().get("a"))
                .isEqualTo(new Channel(
                        "a",
                        "latest",
                        "main",
                        "chore/aztec-a",
                        java.util.List.of(),
                        Duration.ofDays(3),
                        Duration.ofDays(1),
                        AutoMerge.NEVER));
        assertThat(config.signatures()).isEqualTo(Signatures.WHEN_PRESENT);
        assertThat(config.edits().packageJson()).containsExactly("**/package.json");
        assertThat(config.edits().bbLock()).isEmpty();
        assertThat(config.packages().discover()).containsExactly("@aztec/");
        assertThat(config.repository()).isEmpty();
    }

    @Test
    void everyKeyIsRead() throws IOException {
        UpdaterConfig config = ConfigFile.read(ROOT.resolve("docs/examples/tee-rex-updater.yml"));

        Channel nightly = Objects.requireNonNull(config.channels().get("nightly"));
        assertThat(nightly.coolDown()).isZero();
        assertThat(nightly.autoMerge()).isEqualTo(AutoMerge.WHEN_CHECKS_PASS);
        assertThat(nightly.labels()).containsExactly("dependencies", "test-infra");
        assertThat(config.packages().exclude()).containsExactly("@aztec/viem");
        assertThat(config.edits().pomProperties()).hasSize(1);
        assertThat(config.edits().bbLock()).isPresent();
        assertThat(config.signatures()).isEqualTo(Signatures.WHEN_PRESENT);
    }

    @Test
    void theConfigurationOfThisRepositoryIsGood() {
        UpdaterConfig config = ConfigFile.read(ROOT.resolve("tee-rex-updater.yml"));

        assertThat(config.edits().bbLock()).contains("native/src/main/resources/dev/teerex/bb/install/bb.lock.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "channels: {}",
                CHANNEL + "colour: red",
                CHANNEL + "github: {token: x}",
                CHANNEL + CHANNEL,
                "channels: {a: {tag: latest}}",
                "channels: {a: {base: main}}",
                "channels: {A_: {tag: t, base: main}}",
                "channels: {a: {tag: t, base: main, branch: main}}",
                "channels: {a: {tag: t, base: main, branch: x}, b: {tag: t, base: main, branch: x}}",
                "channels: {a: {tag: t, base: 'a..b'}}",
                "channels: {a: {tag: t, base: main, branch: '-x'}}",
                "channels: {a: {tag: t, base: main, branch: 'x.lock'}}",
                "channels: {a: {tag: t, base: main, cool-down: 3 days}}",
                "channels: {a: {tag: t, base: main, cool-down: -1h}}",
                "channels: {a: {tag: t, base: main, auto-merge: yes please}}",
                CHANNEL + "edits: {pom-properties: [{file: pom.xml}]}",
                CHANNEL + "edits: {pom-properties: [~]}",
                CHANNEL + "edits: {pom-properties: [{file: ./pom.xml, property: p}]}",
                CHANNEL + "edits: {package-json: ['**/[package.json']}",
                CHANNEL + "edits: {package-json: ['']}",
                CHANNEL + "edits: {marked-lines: ['{a,b']}",
                CHANNEL + "edits: {marked-lines: ['{a,{b}}']}",
                CHANNEL + "edits: {marked-lines: ['[z-a]']}",
                CHANNEL + "edits: {marked-lines: ['a\\']}",
                CHANNEL + "edits: {marked-lines: [~]}",
                CHANNEL + "edits: {bb-lock: /bb.lock.json}",
                CHANNEL + "edits: {integrity-lock: ./x.json}",
                CHANNEL + "edits: {integrity-lock: ../x.json}",
                CHANNEL + "edits: {integrity-lock: a//x.json}",
                CHANNEL + "edits: {integrity-lock: a/}",
                CHANNEL + "edits: {integrity-lock: .git/config}",
                CHANNEL + "edits: {integrity-lock: 'a\\x.json'}",
                CHANNEL + "commit: {name: 'Update <bot>'}",
                CHANNEL + "commit: {name: ' bot'}",
                CHANNEL + "commit: {name: ''}",
                CHANNEL + "commit: {email: '<bot@example.org>'}",
                CHANNEL + "commit: {email: 'bot@example.org '}",
                CHANNEL + "commit: {email: \"bot@example.org\\n\"}",
                CHANNEL + "packages: {discover: ['']}",
                CHANNEL + "packages: {include: [~]}",
                CHANNEL + "packages: {exclude: [~]}",
                "channels: {a: {tag: t, base: main, labels: [~]}}",
                "channels: {a: {tag: t, base: main, labels: [Mine]}}\ntake-over-label: mine",
                CHANNEL + "take-over-label: ' '",
                CHANNEL + "---\n" + CHANNEL,
                "channels: [a",
                "[]"
            })
    void whatIsWrongIsSaidAndWhereToRead(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UpdateException.class)
                .hasMessageStartingWith("TRX-U-001")
                .hasMessageContaining("docs/updater.md");
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.yml"))).hasMessageContaining("none.yml");
    }

    @Test
    void theDocumentationHasEveryKeyAndNoOther() throws IOException {
        Set<String> keys = new TreeSet<>();
        keys(ConfigFile.Root.class, "", keys);
        Set<String> documented = Pattern.compile("(?m)^\\| `([a-z<][a-z.<>-]*)` \\|")
                .matcher(Files.readString(ROOT.resolve("docs/updater.md")))
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).isEqualTo(keys);
    }

    private static void keys(Class<?> type, String prefix, Set<String> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key =
                    prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Type generic = component.getGenericType();
            Type last = generic instanceof ParameterizedType p
                    ? p.getActualTypeArguments()[p.getActualTypeArguments().length - 1]
                    : generic;
            if (last instanceof Class<?> nested && nested.isRecord()) {
                String middle = component.getType() == java.util.Map.class ? ".<name>." : ".";
                keys(nested, key + middle, keys);
            } else {
                keys.add(key);
            }
        }
    }
}
