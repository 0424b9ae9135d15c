package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustAnchorTest {
    @Test
    void theNitroRootIsTheOneThatAwsPublishes() {
        assertThat(NitroRoot.load().certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=aws.nitro-enclaves,OU=AWS,O=Amazon,C=US");
        assertThat(NitroRoot.load().der().sha256().hex())
                .isEqualTo("641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b");
    }

    @Test
    void theNitroRootIsNoTestAnchor() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> TestAnchor.of(NitroRoot.load().certificate()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Amazon", "aws.nitro-enclaves", "my AWS root", "AMAZON web services"})
    void aSubjectThatLooksLikeAmazonsIsRefused(String name) {
        Forge forge = new Forge();
        forge.certificate("root").name = name;
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(forge::anchor)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.BAD_OPTION));
    }

    @Test
    void oneCertificateIsReadFromPemOrDer() {
        TestAnchor anchor = new Forge().anchor();
        byte[] der = anchor.der().toArray();
        assertThat(TestAnchor.read(der).der()).isEqualTo(anchor.der());
        assertThat(TestAnchor.read(pem(der).getBytes(StandardCharsets.US_ASCII)).der())
                .isEqualTo(anchor.der());
        for (String text : new String[] {"", "no certificate", pem(der) + pem(der)}) {
            assertThatExceptionOfType(InputException.class)
                    .isThrownBy(() -> TestAnchor.read(text.getBytes(StandardCharsets.US_ASCII)))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(InputException.Code.MALFORMED));
        }
    }

    private static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    }
}
