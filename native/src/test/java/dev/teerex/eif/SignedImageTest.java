package dev.teerex.eif;

import static dev.teerex.eif.Failures.assertFails;
import static dev.teerex.eif.Vectors.R0;
import static dev.teerex.eif.Vectors.R1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.eif.EifException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedImageTest {
    private static final EifContents CONTENTS = Vectors.contents(Architecture.X86_64, R0, R1);
    private static final EifWriter WRITER = new EifWriter(Runnable::run, EifProgress.NONE);

    /** How many changed copies of one image are read */
    private static final int MUTATIONS = 3000;

    @TempDir
    static Path keysFolder;

    private static TestKeys keys;
    private static TestKeys others;
    private static TestKeys p256;

    @TempDir
    Path folder;

    private Path file;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = TestKeys.make(keysFolder, "secp384r1");
        others = TestKeys.make(keysFolder, "secp384r1");
        p256 = TestKeys.make(keysFolder, "secp256r1");
    }

    @BeforeEach
    void nameFile() {
        file = folder.resolve("signed.eif");
    }

    @Test
    void aSignatureAddsPcr8AndChangesNoOtherRegister() throws Exception {
        Measurement unsigned = WRITER.write(CONTENTS, folder.resolve("unsigned.eif"));

        Measurement signed = WRITER.writeSigned(CONTENTS, signer(keys), file);

        MessageDigest sha384 = MessageDigest.getInstance("SHA-384");
        byte[] certificate = sha384.digest(keys.certificate().getEncoded());
        sha384.update(new byte[48]);
        Sha384 pcr8 = Sha384.of(sha384.digest(certificate));
        assertThat(signed.pcrs().pcr8()).contains(pcr8);
        assertThat(signed.pcrs().pcr0()).isEqualTo(unsigned.pcrs().pcr0());
        assertThat(signed.pcrs().pcr1()).isEqualTo(unsigned.pcrs().pcr1());
        assertThat(signed.pcrs().pcr2()).isEqualTo(unsigned.pcrs().pcr2());
        assertThat(measure()).isEqualTo(signed);
        assertThat(Difference.between(unsigned, signed))
                .extracting(Difference::where)
                .containsExactly("signature (PCR8)");
    }

    @Test
    void theSectionIsTheCborThatUpstreamReads() throws Exception {
        WRITER.writeSigned(CONTENTS, signer(keys), file);

        byte[] pem = SigningCertificate.toPem(keys.certificate());
        assertThat(new String(pem, StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN CERTIFICATE-----\nMII")
                .endsWith("\n-----END CERTIFICATE-----\n");
        byte[] section = signatureSection();
        // [ {2}, text of 19: "signing_certificate", array with a length of 2 bytes, then '-' as 18 2d
        assertThat(Arrays.copyOf(section, 3)).containsExactly(0x81, 0xa2, 0x73);
        assertThat(new String(section, 3, 19, StandardCharsets.US_ASCII)).isEqualTo("signing_certificate");
        assertThat(Arrays.copyOfRange(section, 22, 27))
                .containsExactly(0x99, pem.length >> 8, pem.length & 0xff, 0x18, 0x2d);
    }

    @Test
    void keysAreReadInBothFormsOfPem() throws Exception {
        Path certificate = keys.writeCertificate(folder.resolve("cert.pem"));
        byte[] pkcs8 = keys.key().getEncoded();
        // PKCS#8 is 30 len, 02 01 00, 30 10 ..., 04 len, and then the key in the form of SEC 1.
        int sec1At = 2 + (pkcs8[1] < 0 ? 1 : 0) + 3 + 18;
        int headSize = pkcs8[sec1At + 1] < 0 ? 3 : 2;
        byte[] sec1 = Arrays.copyOfRange(pkcs8, sec1At + headSize, pkcs8.length);
        byte[] parameters = "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] sec1Pem = Pem.encode(sec1, "EC PRIVATE KEY");
        byte[] openssl = Arrays.copyOf(parameters, parameters.length + sec1Pem.length);
        System.arraycopy(sec1Pem, 0, openssl, parameters.length, sec1Pem.length);

        for (byte[] pem : new byte[][] {Pem.encode(pkcs8, "PRIVATE KEY"), openssl}) {
            EifSigner signer = EifSigner.pem(write("key.pem", pem), certificate, new SecureRandom());
            Measurement written = WRITER.writeSigned(CONTENTS, signer, file);
            assertThat(measure()).isEqualTo(written);
        }
    }

    @Test
    void aKeyThatCannotBeUsedIsRefusedWithoutQuotingIt() throws Exception {
        Path certificate = keys.writeCertificate(folder.resolve("cert.pem"));
        byte[][] unusable = {
            new byte[0],
            Pem.encode(keys.key().getEncoded(), "ENCRYPTED PRIVATE KEY"),
            Pem.encode("hunter2-hunter2".getBytes(StandardCharsets.US_ASCII), "PRIVATE KEY"),
            "-----BEGIN PRIVATE KEY-----\nhunter2!\n-----END PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII)
        };
        for (byte[] pem : unusable) {
            Path key = write("key.pem", pem);
            assertThatThrownBy(() -> EifSigner.pem(key, certificate, new SecureRandom()))
                    .isInstanceOfSatisfying(
                            EifException.class, e -> assertThat(e.reason()).isEqualTo(Code.BAD_SIGNING_KEY))
                    .hasMessageNotContaining("hunter2")
                    .hasNoCause();
        }
    }

    @Test
    void aCertificateOfAnotherKeyIsNoticedBeforeAnythingIsWritten() throws Exception {
        EifSigner confused = signer(new TestKeys(keys.key(), others.certificate()));

        assertFails(Code.INVALID_SIGNATURE, () -> WRITER.writeSigned(CONTENTS, confused, file));

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("signed"));
        }
    }

    @Test
    void aSignerWhoseSignatureHasAnotherFormIsRefused() {
        assertFails(Code.INVALID_SIGNATURE, () -> WRITER.writeSigned(CONTENTS, fixed(new byte[95]), file));
        assertFails(Code.INVALID_SIGNATURE, () -> WRITER.writeSigned(CONTENTS, fixed(new byte[96]), file));
    }

    @Test
    void aKeyOnAnotherCurveIsRefused() {
        assertFails(Code.BAD_SIGNING_KEY, () -> WRITER.writeSigned(CONTENTS, signer(p256), file));
    }

    @Test
    void theSignatureOfAnotherImageIsRefused() throws Exception {
        WRITER.writeSigned(Vectors.contents(Architecture.X86_64, R0, "other"), signer(keys), file);
        byte[] stolen = signatureSection();
        WRITER.writeSigned(CONTENTS, signer(keys), file);

        replaceSection(stolen);

        assertFails(Code.INVALID_SIGNATURE, this::measure);
    }

    @Test
    void anExchangedCertificateIsRefused() throws Exception {
        Measurement written = WRITER.writeSigned(CONTENTS, signer(keys), file);
        EifSignature genuine = SignatureSection.read(signatureSection(), 0);

        replaceSection(
                SignatureSection.write(new EifSignature(others.certificate(), genuine.payload(), genuine.signature())));

        assertFails(Code.INVALID_SIGNATURE, this::measure);
        assertThat(genuine.pcr8()).isEqualTo(written.pcrs().pcr8().orElseThrow());
    }

    @Test
    void aSectionOfAnotherShapeIsRefused() {
        byte[] genuine = SignatureSection.write(EifSignature.sign(new Sha384("ab".repeat(48)), signer(keys)));
        assertThat(SignatureSection.read(genuine, 0).certificate()).isEqualTo(keys.certificate());
        for (int length = 0; length < genuine.length; length++) {
            byte[] cut = Arrays.copyOf(genuine, length);
            assertFails(Code.BAD_SIGNATURE_SECTION, () -> SignatureSection.read(cut, 0));
        }
        byte[] longer = Arrays.copyOf(genuine, genuine.length + 1);
        assertFails(Code.BAD_SIGNATURE_SECTION, () -> SignatureSection.read(longer, 0));
        byte[] two = genuine.clone();
        two[0] = (byte) 0x82;
        assertFails(Code.BAD_SIGNATURE_SECTION, () -> SignatureSection.read(two, 0));
        byte[] notShortest = {(byte) 0x98, 1};
        assertFails(Code.BAD_SIGNATURE_SECTION, () -> SignatureSection.read(notShortest, 0));
    }

    @Test
    void onlyItsOwnExceptionComesOutOfAHostileImage() throws Exception {
        WRITER.writeSigned(Vectors.contents(Architecture.X86_64, R0, R1, "x"), signer(keys), file);
        byte[] genuine = Files.readAllBytes(file);
        Random random = new Random(20261121);
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutate(genuine, random);
            if (mutated.length >= EifHeader.SIZE && random.nextInt(4) > 0) {
                fixChecksum(mutated);
            }
            Files.write(file, mutated);
            try (Eif eif = Eif.open(file)) {
                eif.metadata();
                eif.commandLine();
                eif.measure(Runnable::run);
                accepted++;
            } catch (EifException e) {
                assertThat(e.reason().code()).matches("TRX-E-0\\d\\d");
            }
        }
        // Changes of the metadata's values, for example, are legal; most others are not.
        assertThat(accepted).isBetween(1, MUTATIONS / 2);
    }

    private static byte[] mutate(byte[] genuine, Random random) {
        byte[] mutated = genuine.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(6)) {
                case 0 -> mutated[at] = (byte) random.nextInt();
                case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutated[random.nextInt(Math.min(EifHeader.SIZE, mutated.length))] = (byte) random.nextInt(8);
                case 3 -> Arrays.fill(mutated, at, Math.min(mutated.length, at + 8), (byte) -random.nextInt(2));
                case 4 -> mutated = Arrays.copyOf(mutated, at + 1);
                default -> {
                    int from = random.nextInt(mutated.length);
                    int length = Math.min(random.nextInt(40), mutated.length - Math.max(at, from));
                    System.arraycopy(mutated, from, mutated, at, length);
                }
            }
        }
        return mutated;
    }

    private static void fixChecksum(byte[] image) {
        CRC32 crc = new CRC32();
        crc.update(image, 0, EifHeader.CRC_AT);
        crc.update(image, EifHeader.SIZE, image.length - EifHeader.SIZE);
        ByteBuffer.wrap(image).putInt(EifHeader.CRC_AT, (int) crc.getValue());
    }

    private byte[] signatureSection() throws Exception {
        try (Eif eif = Eif.open(file)) {
            Section last = eif.sections().get(eif.sections().size() - 1);
            assertThat(last.type()).isEqualTo(SectionType.SIGNATURE);
            return eif.read(last).readAllBytes();
        }
    }

    private void replaceSection(byte[] data) throws Exception {
        byte[] image = Files.readAllBytes(file);
        Section last;
        try (Eif eif = Eif.open(file)) {
            last = eif.sections().get(eif.sections().size() - 1);
        }
        int count = ByteBuffer.wrap(image).getShort(0x1a);
        byte[] replaced = Arrays.copyOf(image, (int) last.dataOffset() + data.length);
        System.arraycopy(data, 0, replaced, (int) last.dataOffset(), data.length);
        ByteBuffer.wrap(replaced)
                .putLong((int) last.offset() + 4, data.length)
                .putLong(EifHeader.SIZES_AT + (count - 1) * Long.BYTES, data.length);
        fixChecksum(replaced);
        Files.write(file, replaced);
    }

    private Measurement measure() {
        try (Eif eif = Eif.open(file)) {
            return eif.measure(Runnable::run);
        }
    }

    private Path write(String name, byte[] bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }

    private static EifSigner signer(TestKeys by) {
        return new EifSigner() {
            @Override
            public X509Certificate certificate() {
                return by.certificate();
            }

            @Override
            public byte[] sign(byte[] toBeSigned) {
                try {
                    Signature signature = Signature.getInstance(EifSignature.ES384);
                    signature.initSign(by.key());
                    signature.update(toBeSigned);
                    return signature.sign();
                } catch (GeneralSecurityException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private static EifSigner fixed(byte[] signature) {
        return new EifSigner() {
            @Override
            public X509Certificate certificate() {
                return keys.certificate();
            }

            @Override
            public byte[] sign(byte[] toBeSigned) {
                return signature;
            }
        };
    }
}
