package dev.teerex.eif;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;

/** A key and its certificate, made for this run by the JDK's own keytool. */
public record TestKeys(PrivateKey key, X509Certificate certificate) {
    private static final String PASSWORD = "changeit";

    /** Writes the key in PEM. */
    public Path writeKey(Path file) throws IOException {
        return Files.write(file, Pem.encode(key.getEncoded(), "PRIVATE KEY"));
    }

    /** Writes the certificate in PEM. */
    public Path writeCertificate(Path file) throws IOException {
        return Files.write(file, SigningCertificate.toPem(certificate));
    }

    public static TestKeys make(Path folder, String curve) throws Exception {
        Path store = folder.resolve(curve + System.identityHashCode(new Object()) + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        curve,
                        "-alias",
                        "a",
                        "-dname",
                        "CN=test",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
            }
        } finally {
            keytool.destroyForcibly();
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new TestKeys(
                (PrivateKey) keys.getKey("a", PASSWORD.toCharArray()), (X509Certificate) keys.getCertificate("a"));
    }
}
