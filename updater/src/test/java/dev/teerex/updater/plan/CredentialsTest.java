package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.updater.rig.Fault;
import dev.teerex.updater.rig.GitHubServer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the updater is let in, and that what lets it in is never shown. */
class CredentialsTest extends SceneTest {
    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private void app(String key) {
        scene.environment.remove("TEE_REX_UPDATER_TOKEN");
        scene.environment.put("TEE_REX_UPDATER_APP_ID", "12345");
        scene.environment.put("TEE_REX_UPDATER_APP_KEY", key);
    }

    @Test
    void anAppSignsForItselfAndGetsAToken() throws GeneralSecurityException {
        KeyPair pair = pair();
        scene.github.app(pair.getPublic());
        app(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isTrue();
        assertThat(scene.github.requests()).contains("POST /api/app/installations/7/access_tokens");
    }

    @Test
    void theFormInWhichGitHubHandsOutKeysIsRead() throws GeneralSecurityException {
        KeyPair pair = pair();
        scene.github.app(pair.getPublic());
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        // PKCS #8 of an RSA key is 26 bytes of head around PKCS #1.
        app(pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length)));

        scene.run();

        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"CUT_BEFORE", "CUT_AFTER"})
    void aTokenWhoseAnswerIsLostIsAskedForAgain(Fault.Kind kind) throws GeneralSecurityException {
        KeyPair pair = pair();
        scene.github.app(pair.getPublic());
        app(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        scene.github.fail(Fault.of(kind, "POST .*/access_tokens$", 1));
        scene.github.fail(Fault.answer("POST .*/access_tokens$", 502, Map.of(), 1));

        assertThat(only(scene.run()).failure()).isEmpty();

        assertThat(scene.pullRequest().autoMerge).isTrue();
    }

    @Test
    void anotherAppsKeyIsRefused() throws GeneralSecurityException {
        scene.github.app(pair().getPublic());
        app(pem("PRIVATE KEY", pair().getPrivate().getEncoded()));

        UpdateReport report = scene.run();

        assertThat(only(report).failure().orElseThrow()).hasMessageStartingWith("TRX-U-005");
    }

    @Test
    void aKeyThatIsNoneIsNotRepeated() {
        app("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----");

        assertThatThrownBy(() -> scene.run())
                .hasMessageStartingWith("TRX-U-005")
                .hasMessageNotContaining("c2VjcmV0")
                .hasNoCause();
    }

    @Test
    void halfAnAppIsRefused() {
        app("x");
        scene.environment.remove("TEE_REX_UPDATER_APP_ID");

        assertThatThrownBy(() -> scene.run())
                .hasMessageStartingWith("TRX-U-005")
                .hasMessageContaining("both");
    }

    @Test
    void noCredentialsAreNamed() {
        scene.environment.remove("TEE_REX_UPDATER_TOKEN");

        assertThatThrownBy(() -> scene.plan()).hasMessageContaining("TEE_REX_UPDATER_APP_ID");
    }

    @Test
    void anAddressOfGitHubThatIsNoneIsRefusedAndNotRepeated() {
        scene.environment.put("GITHUB_SERVER_URL", "https://u:s3cret@ git.example.org");

        assertThatThrownBy(() -> scene.run())
                .hasMessageStartingWith("TRX-U-001")
                .hasMessageContaining("GITHUB_SERVER_URL")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void theTokenOfAWorkflowWorksAndIsWarnedOf() {
        scene.environment.remove("TEE_REX_UPDATER_TOKEN");
        scene.environment.put("GITHUB_TOKEN", GitHubServer.TOKEN);

        assertThat(scene.run().warnings()).singleElement().asString().contains("starts no checks");
    }

    @Test
    void nothingPrintsASecret() {
        assertThat(scene.surroundings().toString()).doesNotContain(GitHubServer.TOKEN);
        assertThat(dev.teerex.updater.Secret.of("s3cret").toString()).doesNotContain("s3cret");
    }
}
