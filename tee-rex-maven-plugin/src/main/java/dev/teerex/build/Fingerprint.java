package dev.teerex.build;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.Sha256;
import dev.teerex.sdk.Contract;
import dev.teerex.sdk.LocalProverSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What decides whether a proof is up to date, in one digest: all that it is made from and with. */
final class Fingerprint {
    // Raised whenever a proof of an older form must be made anew.
    private static final String FORM = "tee-rex proof 1";

    private final MessageDigest digest = Sha256.start();

    private Fingerprint() {}

    static String of(ProofJob job, ProveRequest request) {
        LocalProverSettings prover = request.prover();
        Fingerprint fingerprint = new Fingerprint();
        fingerprint
                .text(FORM)
                .text(request.toolVersion())
                .text(job.kind())
                .text(prover.versionToInstall().text())
                .text(String.valueOf(prover.bbLoader()))
                .text(prover.insecureDevCrs().text())
                .text(Boolean.toString(request.verify()));
        @Nullable Path bb = prover.bb();
        if (bb != null) {
            fingerprint.identity(bb);
        }
        for (Path file : job.files()) {
            fingerprint.content(file);
        }
        if (request.remote().isPresent()) {
            fingerprint.remote(request.remote().get());
        }
        return Sha256.finish(fingerprint.digest);
    }

    private void remote(RemoteProving remote) {
        text("by a server").text(remote.server().toString());
        @Nullable Contract contract = remote.contract();
        if (contract != null) {
            text(contract.text());
        }
        @Nullable Path policy = remote.policy();
        if (policy != null) {
            content(policy);
        }
        @Nullable Path anchor = remote.testAnchor();
        if (anchor != null) {
            content(anchor);
        }
    }

    private Fingerprint text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) utf8.length);
        digest.update(utf8);
        return this;
    }

    // A given binary is large; its size and time tell whether it is another one.
    private void identity(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            text(file + " " + attributes.size() + " " + attributes.lastModifiedTime());
        } catch (IOException e) {
            throw new InputException(Code.UNREADABLE, file + " does not exist or cannot be read (tee-rex.bb)", e);
        }
    }

    private void content(Path file) {
        byte[] buffer = new byte[64 * 1024];
        MessageDigest content = Sha256.start();
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                content.update(buffer, 0, read);
            }
        } catch (NoSuchFileException e) {
            throw new InputException(Code.UNREADABLE, file + " does not exist", e);
        } catch (IOException e) {
            throw new InputException(
                    Code.UNREADABLE, file + " cannot be read; check that it is a file that you may read", e);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
        text(String.valueOf(file.getFileName())).text(Sha256.finish(content));
    }
}
