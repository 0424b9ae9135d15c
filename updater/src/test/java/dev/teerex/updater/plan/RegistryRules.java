package dev.teerex.updater.plan;

import static dev.teerex.updater.plan.SceneTest.assertBlocked;
import static dev.teerex.updater.plan.SceneTest.only;
import static dev.teerex.updater.plan.SceneTest.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.UpdateException.Code;
import dev.teerex.updater.rig.LocalRegistry;
import dev.teerex.updater.rig.RegistryProxy;
import dev.teerex.updater.rig.RegistryProxy.Other;
import dev.teerex.updater.rig.RegistryScene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules on the registry's side. They need neither GitHub nor git. */
abstract class RegistryRules {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private RegistryScene scene;

    abstract LocalRegistry registry();

    @BeforeEach
    void set() {
        scene = new RegistryScene(folder, registry());
    }

    private UpdateReport check() {
        return scene.check(new Options(false, false));
    }

    private String first() {
        return scene.packages.get(0);
    }

    @Test
    void aReleaseThatIsThereForAllPackagesIsAvailable() {
        UpdateReport report = check();

        assertThat(plan(report).verdict()).isInstanceOf(Verdict.Available.class);
        assertThat(report.result().exitCode()).isEqualTo(2);
        assertThat(plan(report).packages()).hasSize(3);
    }

    @Test
    void theTagIsReadFromEveryPackageAndDisagreementIsReported() {
        scene.npm.tag(first(), RegistryScene.OLD, "latest");

        UpdateReport report = check();

        assertBlocked(report, Block.TAG_DISAGREEMENT);
        assertThat(plan(report).verdict().text()).contains(first() + " -> 4.1.2");
    }

    @Test
    void aPackageWithoutTheTagIsADisagreement() {
        scene.packages.forEach(name -> scene.npm.tag(name, RegistryScene.NEW, "nightly"));
        scene.npm.untag(first(), "nightly");
        UpdateReport report = withTag("nightly");

        assertBlocked(report, Block.TAG_DISAGREEMENT);
        assertThat(plan(report).verdict().text()).contains(first() + " (no tag)");
    }

    private UpdateReport withTag(String tag) {
        UpdateRequest request = scene.request(new Options(false, false));
        try {
            String config = Files.readString(request.configuration());
            Files.writeString(request.configuration(), config.replace("tag: latest", "tag: " + tag));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Updater(scene.surroundings(), RegistryScene.NO_LISTENER).check(request);
    }

    @Test
    void aTagThatNoPackageHasIsNamed() {
        assertBlocked(withTag("devnet"), Block.TAG_ABSENT);
    }

    @Test
    void aPartialPublishWaitsAndSaysHowManySinceWhen() {
        Instant since = RegistryScene.NOW.minus(Duration.ofHours(2));
        scene.npm.publish(first(), "4.3.0", "latest");
        scene.npm.published(first(), "4.3.0", since);

        UpdateReport report = check();

        assertThat(plan(report).verdict()).isInstanceOfSatisfying(Verdict.Waiting.class, waiting -> {
            assertThat(waiting.there()).isEqualTo(1);
            assertThat(waiting.all()).isEqualTo(3);
            assertThat(waiting.since()).contains(since);
            assertThat(waiting.missing()).containsExactlyElementsOf(scene.packages.subList(1, 3));
            assertThat(waiting.alert()).isFalse();
        });
        assertThat(report.result().exitCode()).isEqualTo(3);
    }

    @Test
    void aPartialPublishThatLastsTooLongIsAnAlert() {
        scene.npm.publish(first(), "4.3.0", "latest");
        scene.npm.published(first(), "4.3.0", RegistryScene.NOW.minus(Duration.ofHours(25)));

        assertThat(plan(check()).verdict().text()).startsWith("ALERT: waiting for 4.3.0: 1 of 3 since ");
    }

    @Test
    void aPackageThatTheRegistryDoesNotHaveIsMissing() throws IOException {
        UpdateRequest request = scene.request(new Options(false, false));
        Path packageJson = request.directory().resolve("package.json");
        Files.writeString(
                packageJson,
                Files.readString(packageJson).replace("left-pad\": \"1.0.0", first() + "-gone\": \"4.1.2"));

        UpdateReport report = new Updater(scene.surroundings(), RegistryScene.NO_LISTENER).check(request);

        // The prefix of the scene ends before "aztec.js", so the new name belongs to the set.
        assertThat(plan(report).verdict().text()).contains("3 of 4").contains(first() + "-gone");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 401, 403, 302})
    void anythingButNotFoundIsNeverMissing(int status) {
        try (RegistryProxy proxy = new RegistryProxy(scene.npm.url())) {
            scene.environment.put("npm_config_registry", proxy.url());
            proxy.instead = path -> path.contains("pxe") ? Optional.of(new Other(status, "")) : Optional.empty();

            UpdateReport report = check();

            assertThat(only(report).failure().orElseThrow().reason())
                    .isIn(Code.REGISTRY_UNREACHABLE, Code.REGISTRY_ANSWER, Code.RATE_LIMITED);
            assertThat(report.result().exitCode()).isEqualTo(1);
        }
    }

    @Test
    void aRegistryThatFailsForAMomentIsAskedAgain() {
        try (RegistryProxy proxy = new RegistryProxy(scene.npm.url())) {
            scene.environment.put("npm_config_registry", proxy.url());
            List<String> failed = new ArrayList<>();
            proxy.instead = path -> {
                synchronized (failed) {
                    boolean fail = failed.size() < 3;
                    failed.add(path);
                    return fail ? Optional.of(new Other(502, "")) : Optional.empty();
                }
            };

            assertThat(plan(check()).verdict()).isInstanceOf(Verdict.Available.class);
        }
    }

    @Test
    void nonsenseInThePlaceOfADocumentIsAFailure() {
        try (RegistryProxy proxy = new RegistryProxy(scene.npm.url())) {
            scene.environment.put("npm_config_registry", proxy.url());
            proxy.instead = path -> path.contains("pxe") ? Optional.of(new Other(200, "<html>")) : Optional.empty();

            assertThat(only(check()).failure().orElseThrow().reason()).isEqualTo(Code.REGISTRY_ANSWER);
        }
    }

    @Test
    void aTagThatMovedBackIsNoUpdate() {
        scene.packages.forEach(name -> scene.npm.publish(name, "4.1.1", "latest"));

        assertBlocked(check(), Block.DOWNGRADE);
        assertThat(plan(scene.check(new Options(true, false))).verdict())
                .isInstanceOfSatisfying(
                        Verdict.Available.class, a -> assertThat(a.version()).hasToString("4.1.1"));
    }

    @Test
    void aDeprecatedPackageBlocksTheWholeSet() {
        scene.npm.deprecate(first(), RegistryScene.NEW, "use\nthe next one");

        assertBlocked(check(), Block.DEPRECATED);
        assertThat(plan(check()).verdict().text()).contains("use the next one");
    }

    @Test
    void aVersionThatWasTakenBackBlocks() {
        scene.npm.unpublish(first(), RegistryScene.NEW);

        UpdateReport report = check();

        assertThat(report.result().exitCode()).isEqualTo(3);
        assertThat(plan(report).verdict()).isNotInstanceOf(Verdict.Available.class);
    }

    @Test
    void theYoungestPackageDecidesTheAge() {
        Instant recent = RegistryScene.NOW.minus(Duration.ofHours(71));
        scene.npm.published(first(), RegistryScene.NEW, recent);

        assertBlocked(check(), Block.TOO_YOUNG);
        assertThat(plan(check()).verdict().text()).contains("ends at " + recent.plus(Duration.ofDays(3)));

        scene.npm.published(first(), RegistryScene.NEW, RegistryScene.NOW.minus(Duration.ofDays(3)));
        assertThat(plan(check()).verdict()).isInstanceOf(Verdict.Available.class);
    }

    @Test
    void aChannelMaySetNoCoolDown() {
        scene.npm.published(first(), RegistryScene.NEW, RegistryScene.NOW.minusSeconds(1));
        scene.channel("cool-down: 0h");

        assertThat(plan(check()).verdict()).isInstanceOf(Verdict.Available.class);
    }

    @Test
    void aDateInTheFutureOrNoneIsNotOldEnough() {
        scene.channel("cool-down: 0h");
        scene.npm.published(first(), RegistryScene.NEW, RegistryScene.NOW.plusSeconds(1));
        assertBlocked(check(), Block.TOO_YOUNG);

        scene.npm.forgetPublished(first(), RegistryScene.NEW);
        assertBlocked(check(), Block.TOO_YOUNG);
    }

    @Test
    void aReleaseWithoutIntegrityBlocks() {
        scene.npm.integrity(first(), RegistryScene.NEW, null);
        assertBlocked(check(), Block.NO_INTEGRITY);

        scene.npm.integrity(first(), RegistryScene.NEW, "sha1-AAAA");
        assertBlocked(check(), Block.NO_INTEGRITY);
    }

    @Test
    void signaturesAreRequiredWhenThatIsConfigured() {
        scene.config("signatures: required");

        assertBlocked(check(), Block.NO_SIGNATURE);
    }

    @Test
    void aRegistrySignatureThatIsThereMustHold() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String key = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        String keys = "{\"keys\":[{\"keyid\":\"k\",\"key\":\"" + key + "\",\"expires\":null}]}";
        try (RegistryProxy proxy = new RegistryProxy(scene.npm.url())) {
            scene.environment.put("npm_config_registry", proxy.url());
            proxy.instead =
                    path -> path.equals("/-/npm/v1/keys") ? Optional.of(new Other(200, keys)) : Optional.empty();

            scene.npm.sign(first(), RegistryScene.NEW, "k", pair.getPrivate());
            assertThat(plan(check()).verdict()).isInstanceOf(Verdict.Available.class);

            scene.npm.sign(first(), RegistryScene.NEW, "another", pair.getPrivate());
            assertBlocked(check(), Block.BAD_SIGNATURE);
        }
    }

    @Test
    void fourteenPackagesAreAskedForAtOnceAndASecondCheckCostsNothingButNotModified() {
        String prefix = scene.npm.prefix();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            names.add(prefix + i);
            scene.npm.publish(prefix + i, RegistryScene.OLD, "latest");
        }
        StringBuilder json = new StringBuilder("{\"dependencies\":{");
        names.forEach(name -> json.append('"')
                .append(name)
                .append("\":\"")
                .append(RegistryScene.OLD)
                .append("\","));
        String text = json.append("\"x\":\"1.0.0\"}}").toString();

        try (RegistryProxy proxy = new RegistryProxy(scene.npm.url())) {
            scene.environment.put("npm_config_registry", proxy.url());
            // No answer before all 14 documents are asked for: passing means one round trip of requests.
            proxy.together = new CountDownLatch(14);
            UpdateRequest request = scene.request(new Options(false, false));
            write(request, text, prefix);
            Updater updater = new Updater(scene.surroundings(), RegistryScene.NO_LISTENER);

            UpdateReport first = updater.check(request);
            List<String> cold = List.copyOf(proxy.seen);
            proxy.seen.clear();
            UpdateReport second = updater.check(request);

            assertThat(plan(first).verdict()).isInstanceOf(Verdict.UpToDate.class);
            assertThat(plan(second).verdict()).isEqualTo(plan(first).verdict());
            assertThat(cold).hasSize(14).allMatch(s -> s.endsWith(" 200"));
            assertThat(proxy.seen).hasSize(14).allMatch(s -> s.endsWith(" 304"));
        }
    }

    @Test
    void whatIsKeptAndDamagedIsAskedForAgain() throws IOException {
        check();
        try (Stream<Path> kept = Files.list(folder.resolve("cache"))) {
            for (Path file : kept.toList()) {
                byte[] all = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(all, all.length - 1));
            }
        }

        assertThat(plan(check()).verdict()).isInstanceOf(Verdict.Available.class);
    }

    @Test
    void anETagThatIsDamagedIsNotSent() throws IOException {
        check();
        try (Stream<Path> kept = Files.list(folder.resolve("cache"))) {
            for (Path file : kept.toList()) {
                byte[] all = Files.readAllBytes(file);
                all[1] = (byte) 0x80;
                Files.write(file, all);
            }
        }

        assertThat(plan(check()).verdict()).isInstanceOf(Verdict.Available.class);
    }

    @Test
    void withoutAPlaceToKeepThemDocumentsAreReadAllTheSame() throws IOException {
        Files.writeString(folder.resolve("cache"), "no folder");

        assertThat(plan(check()).verdict()).isInstanceOf(Verdict.Available.class);
    }

    private static void write(UpdateRequest request, String packageJson, String prefix) {
        try {
            Files.writeString(request.directory().resolve("package.json"), packageJson);
            Files.writeString(
                    request.configuration(),
                    "packages: {discover: [\"" + prefix + "\"]}\nchannels: {stable: {tag: latest, base: main}}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
