package dev.teerex.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** A certificate of localhost that nobody trusts for longer than a step. */
final class TestTls {
    private static final String ALIAS = "server";
    private static final String PASSWORD = "changeit";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    private final Path folder;
    private final KeyStore keys;

    private TestTls(Path folder, KeyStore keys) {
        this.folder = folder;
        this.keys = keys;
    }

    interface Step {
        void run() throws Exception;
    }

    static TestTls make(Path folder) throws Exception {
        return new TestTls(folder, keys(folder));
    }

    /** Runs a step while clients that are made trust the certificate. */
    void trusted(Step step) throws Exception {
        String before = System.getProperty(TRUST_STORE);
        System.setProperty(TRUST_STORE, trusting().toString());
        try {
            step.run();
        } finally {
            if (before == null) {
                System.clearProperty(TRUST_STORE);
            } else {
                System.setProperty(TRUST_STORE, before);
            }
        }
    }

    private static KeyStore keys(Path folder) throws Exception {
        Path file = folder.resolve("keys");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    /** Returns what a server serves with. */
    SSLSocketFactory serving() throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getSocketFactory();
    }

    private Path trusting() throws Exception {
        // Of a kind that can be read without a password.
        KeyStore trusted = KeyStore.getInstance("JKS");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        Path file = folder.resolve("trusted");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}
