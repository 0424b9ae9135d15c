package dev.teerex.openpgp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Date;
import java.util.function.UnaryOperator;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.OpenPGPMessageInputStream;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyKeyEncryptionMethodGenerator;

/** The independent implementation: everything here is BouncyCastle's own, packets and ciphers. */
final class BouncyCastle {
    /** BouncyCastle counts from one byte on, where the packet counts from 64 bytes on. */
    static final int CHUNK_EXPONENT = Profile.CHUNK_OCTET + 6;

    private BouncyCastle() {}

    /** Encrypts packets of whatever kind; the way they are encrypted can be changed from the profile's. */
    static byte[] encrypt(
            byte[] packets, UnaryOperator<BcPGPDataEncryptorBuilder> change, byte[] partBuffer, PGPPublicKey... to)
            throws IOException, PGPException {
        BcPGPDataEncryptorBuilder builder = new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                .setSecureRandom(TestKey.RANDOM)
                .setWithAEAD(AEADAlgorithmTags.GCM, CHUNK_EXPONENT)
                .setUseV6AEAD();
        PGPEncryptedDataGenerator generator = new PGPEncryptedDataGenerator(change.apply(builder));
        for (PGPPublicKey key : to) {
            generator.addMethod(new BcPublicKeyKeyEncryptionMethodGenerator(key));
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (OutputStream out = partBuffer.length == 0
                ? generator.open(message, packets.length)
                : generator.open(message, partBuffer)) {
            out.write(packets);
        }
        return message.toByteArray();
    }

    /** Encrypts packets in the profile. */
    static byte[] encrypt(byte[] packets, TestKey to) throws IOException, PGPException {
        return encrypt(packets, builder -> builder, new byte[0], to.subkey());
    }

    /** Encrypts a plaintext in the profile, in packets with partial body lengths. */
    static byte[] encryptInParts(byte[] content, int part, TestKey to) throws IOException, PGPException {
        return encrypt(literalInParts(content, part), builder -> builder, new byte[part], to.subkey());
    }

    /** Returns a literal packet. */
    static byte[] literal(char format, String name, byte[] content) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        try (OutputStream out =
                new PGPLiteralDataGenerator().open(packet, format, name, content.length, Date.from(TestKey.CREATED))) {
            out.write(content);
        }
        return packet.toByteArray();
    }

    static byte[] literal(byte[] content) throws IOException {
        return literal('b', "", content);
    }

    /** Returns a literal packet with partial body lengths. */
    static byte[] literalInParts(byte[] content, int part) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        try (OutputStream out =
                new PGPLiteralDataGenerator().open(packet, 'b', "", Date.from(TestKey.CREATED), new byte[part])) {
            out.write(content);
        }
        return packet.toByteArray();
    }

    static byte[] decrypt(byte[] message, TestKey key) throws IOException, PGPException {
        BcOpenPGPApi api = new BcOpenPGPApi();
        try (OpenPGPMessageInputStream in = api.decryptAndOrVerifyMessage()
                .addDecryptionKey(new OpenPGPKey(key.ring, api.getImplementation()))
                .process(new ByteArrayInputStream(message))) {
            return ((InputStream) in).readAllBytes();
        }
    }
}
