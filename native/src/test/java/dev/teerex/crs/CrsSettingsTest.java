package dev.teerex.crs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.InputException;
import dev.teerex.Machine;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrsSettingsTest {
    @Test
    void theDirectoryIsTheOptionThenCrsPathThenTheHomeFolder() {
        Map<String, String> environment = Map.of("CRS_PATH", "/from/environment");

        assertThat(directory(Path.of("/from/option"), environment)).isEqualTo(Path.of("/from/option"));
        assertThat(directory(null, environment)).isEqualTo(Path.of("/from/environment"));
        assertThat(directory(null, Map.of("CRS_PATH", ""))).isEqualTo(Path.of("/home/me/.bb-crs"));
    }

    @Test
    void aztecsHostsAreAskedUnlessThereIsAMirror() {
        assertThat(sources(null, false))
                .containsExactly(
                        source("https://crs.aztec-cdn.foundation/g1.dat"), source("https://crs.aztec-labs.com/g1.dat"));
        assertThat(sources("http://mirror:81/points.dat", false))
                .containsExactly(source("http://mirror:81/points.dat"));
        assertThat(sources("https://mirror/?file=g1", false)).containsExactly(source("https://mirror/?file=g1"));
        for (String folder : List.of("https://mirror/crs", "https://mirror/crs/")) {
            assertThat(sources(folder, false))
                    .containsExactly(source("https://mirror/crs/g1.dat"), source("https://mirror/crs/bn254_g1.dat"));
        }
    }

    @Test
    void offlineOnlyFilesAreAsked() {
        assertThat(sources(null, true)).isEmpty();
        assertThat(sources("file:/mnt/g1.dat", true)).containsExactly(source("file:/mnt/g1.dat"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://mirror/g1.dat", "/mnt/g1.dat", "https://a b", "mailto:me", ""})
    void aMirrorThatIsNoAddressIsRefused(String crsUrl) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> sources(crsUrl, false))
                .withMessageContaining("tee-rex.crsUrl")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION));
    }

    @Test
    void anAddressIsPrintedWithoutWhatMayBeSecret() {
        assertThat(source("https://me:secret@mirror:81/a%20b/g1.dat?secret"))
                .hasToString("https://mirror:81/a%20b/g1.dat");
        assertThat(source("file:/mnt/g1.dat")).hasToString("file:/mnt/g1.dat");
        assertThat(CrsSettings.of(null, "https://mirror/?secret", Path.of("cache"), false, machine(Map.of()))
                        .toString())
                .doesNotContain("secret");
    }

    private static Path directory(@Nullable Path option, Map<String, String> environment) {
        return CrsSettings.of(option, null, Path.of("cache"), false, machine(environment))
                .directory();
    }

    private static List<CrsSource> sources(@Nullable String crsUrl, boolean offline) {
        return CrsSettings.of(null, crsUrl, Path.of("cache"), offline, machine(Map.of()))
                .reachableSources();
    }

    private static CrsSource source(String address) {
        return new CrsSource(URI.create(address));
    }

    private static Machine machine(Map<String, String> environment) {
        return new Machine("Linux", "amd64", environment, Path.of("/home/me"), Path.of("/tmp"), 1);
    }
}
