package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.edits.EditRules;
import dev.teerex.updater.rig.BareRepository;
import dev.teerex.updater.rig.Scene;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prover's lock file gets a fresh entry with digests of what was really published. */
class ProverLockTest {
    private static final String LOCK = "native/bb.lock.json";
    private static final String[] PLATFORMS = {"amd64-linux", "arm64-linux", "amd64-macos", "arm64-macos"};

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void set() {
        scene = new Scene(folder);
        scene.repository.commit("main", BareRepository.HUMAN, "lock", Map.of(LOCK, lock()));
    }

    @AfterEach
    void strike() {
        scene.close();
    }

    private static String lock() {
        StringBuilder sha256 = new StringBuilder();
        for (String platform : PLATFORMS) {
            sha256.append(sha256.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(platform)
                    .append("\": \"00\"");
        }
        return "{ \"bb\": [\n  { \"version\": \"0.1.0\", \"integrity\": \"sha512-a\", \"sha256\": { " + sha256
                + " } }\n] }\n";
    }

    private static Map<String, byte[]> binaries(String version, int count) {
        Map<String, byte[]> files = new HashMap<>();
        for (String platform : List.of(PLATFORMS).subList(0, count)) {
            files.put("package/build/" + platform + "/bb", (platform + version).getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }

    /** Publishes the real package name: each version number is used once, the registry keeps it. */
    private void publish(String version, int platforms) {
        scene.npm.publish(EditRules.BB, version, "bb", binaries(version, platforms));
        scene.npm.published(EditRules.BB, version, Instant.parse("2026-01-01T00:00:00Z"));
    }

    private UpdateReport run() throws IOException {
        UpdateRequest request = scene.request(new Options(false, false));
        Files.writeString(
                request.configuration(),
                "packages: {discover: []}\nedits: {package-json: [], bb-lock: " + LOCK + "}\n"
                        + "channels: {stable: {tag: bb, base: main}}\n");
        return new Updater(scene.surroundings(), Scene.NO_LISTENER).run(request);
    }

    @Test
    void aFreshEntryHoldsTheDigestsOfThePublishedBinaries() throws IOException, NoSuchAlgorithmException {
        publish("1.0.0", 4);

        UpdateReport report = run();

        assertThat(report.channels().get(0).failure()).isEmpty();
        String after = scene.repository.read(Scene.BRANCH, LOCK);
        assertThat(after)
                .startsWith(lock().substring(0, lock().lastIndexOf("\n]")))
                .endsWith("\n] }\n");
        for (String platform : PLATFORMS) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((platform + "1.0.0").getBytes(StandardCharsets.UTF_8));
            assertThat(after)
                    .contains("\"" + platform + "\": \"" + HexFormat.of().formatHex(digest) + "\"");
        }
        assertThat(run().result().exitCode()).isZero();
    }

    @Test
    void anArchiveWithoutAllPlatformsIsRefused() throws IOException {
        publish("2.0.0", 3);

        UpdateReport report = run();

        assertThat(report.channels().get(0).failure().orElseThrow().reason()).isEqualTo(Code.BAD_TARBALL);
        assertThat(report.channels().get(0).failure().orElseThrow()).hasMessageContaining("arm64-macos");
        assertThat(scene.repository.tip(Scene.BRANCH)).isEmpty();
    }

    @Test
    void aWithdrawnVersionDoesNotMergeItselfAlthoughTheNextOneCannotBeBuilt() throws IOException {
        publish("4.0.0", 4);
        run();
        scene.pullRequest().autoMerge = true;
        scene.npm.deprecate(EditRules.BB, "4.0.0", "broken");
        publish("5.0.0", 3);

        UpdateReport report = run();

        assertThat(report.channels().get(0).failure().orElseThrow().reason()).isEqualTo(Code.BAD_TARBALL);
        assertThat(scene.pullRequest().autoMerge).isFalse();
    }

    @Test
    void anArchiveThatIsNotWhatItsIntegritySaysIsRefused() throws IOException {
        publish("3.0.0", 4);
        scene.npm.integrity(EditRules.BB, "3.0.0", "sha512-" + "A".repeat(86) + "==");

        UpdateReport report = run();

        assertThat(report.channels().get(0).failure().orElseThrow().reason()).isEqualTo(Code.BAD_TARBALL);
        assertThat(scene.repository.tip(Scene.BRANCH)).isEmpty();
    }
}
