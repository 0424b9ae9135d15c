package dev.teerex.bb.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Sha256;
import dev.teerex.bb.BbVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BbLockTest {
    private static final BbVersion VERSION = BbVersion.of("5.0.0");
    private static final Integrity INTEGRITY = new Integrity("sha512-" + "A".repeat(86) + "==");

    private static BbLock read(String text) throws IOException {
        return BbLock.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static BbPin pin(String reports) {
        Map<BbPlatform, String> hashes = new EnumMap<>(BbPlatform.class);
        for (BbPlatform platform : BbPlatform.values()) {
            hashes.put(platform, Sha256.ofText(platform.directory()));
        }
        return new BbPin(VERSION, INTEGRITY, hashes, reports);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.0.0", "4.1.2"})
    void theLibraryKnowsAVersionOnEachPlatform(String version) {
        BbPin pin = BbLock.shipped().pin(BbVersion.of(version)).orElseThrow();

        assertThat(pin.sha256()).containsOnlyKeys(BbPlatform.values());
        assertThat(Set.copyOf(pin.sha256().values())).hasSameSizeAs(BbPlatform.values());
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        BbPin pin = pin("5.0.0-nightly.20260710");

        assertThat(BbLock.read(new ByteArrayInputStream(BbLock.write(pin))).pin(VERSION))
                .contains(pin);
    }

    @Test
    void aVersionIsFoundByTheHashOfItsBinary() throws IOException {
        BbLock lock = read(new String(BbLock.write(pin("x")), StandardCharsets.UTF_8));

        assertThat(lock.pinOfBinary(Sha256.ofText("arm64-macos")).map(BbPin::version))
                .contains(VERSION);
        assertThat(lock.pinOfBinary("9".repeat(64))).isEmpty();
        assertThat(lock.versions()).isEqualTo("5.0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"bb\":{}}",
                "{\"bb\":[7]}",
                "{\"bb\":[{}]}",
                "{\"bb\":[",
                "{\"bb\":[]",
                "{\"bb\":[{\"version\":\"latest\",\"integrity\":\"I\",\"sha256\":{\"amd64-linux\":\"H\"}}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"integrity\":\"sha1-x\",\"sha256\":{\"amd64-linux\":\"H\"}}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"integrity\":\"I\",\"sha256\":{}}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"integrity\":\"I\",\"sha256\":{\"amd64-linux\":\"h\"}}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"integrity\":\"I\",\"sha256\":{\"amd64-plan9\":\"H\"}}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"integrity\":\"I\",\"sha256\":{\"amd64-linux\":\"H\",\"amd64-linux\":\"H\"}}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"version\":\"1.0.0\",\"sha256\":{\"amd64-linux\":\"H\"}}]}",
                "{\"bb\":[{\"version\":\"1.0.0\",\"integrity\":\"I\",\"x\":\"y\",\"sha256\":{\"amd64-linux\":\"H\"}}]}",
                "{\"bb\":[{\"version\":1,\"integrity\":\"I\",\"sha256\":{\"amd64-linux\":\"H\"}}]}"
            })
    void whatIsNoLockIsRefused(String text) {
        String whole =
                text.replace("\"I\"", "\"" + INTEGRITY.text() + "\"").replace("\"H\"", "\"" + "0".repeat(64) + "\"");

        assertThatThrownBy(() -> read(whole)).isInstanceOf(IOException.class);
    }

    @Test
    void theSha512IsFoundAmongOtherHashes() {
        String text = INTEGRITY.text();

        assertThat(Integrity.in("sha1-abc= " + text + " sha384-x")).contains(INTEGRITY);
        assertThat(Integrity.in(text + "?option")).contains(INTEGRITY);
        assertThat(Integrity.in("sha1-abc=")).isEmpty();
        assertThat(Integrity.in("x" + text)).isEmpty();
        assertThat(Integrity.in(text + "A")).isEmpty();
    }
}
