package dev.teerex.openpgp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BouncyCastleInteropTest {
    private final TestKey key = TestKey.make();

    @ParameterizedTest
    @ValueSource(ints = {0, 26, 262_132, 262_144, 1_500_000})
    void bouncyCastleDecryptsWhatIsEncryptedHere(int length) throws Exception {
        byte[] content = Messages.content(length);
        RecipientKey recipient = RecipientKey.parse(key.armoured(), TestKey.CLOCK);

        assertThat(BouncyCastle.decrypt(Messages.encrypt(content, recipient), key))
                .isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 26, 262_132, 262_144, 1_500_000})
    void whatBouncyCastleEncryptsIsDecryptedHere(int length) throws Exception {
        byte[] content = Messages.content(length);

        assertThat(Messages.decrypt(BouncyCastle.encrypt(BouncyCastle.literal(content), key), key.pair()))
                .isEqualTo(content);
    }
}
