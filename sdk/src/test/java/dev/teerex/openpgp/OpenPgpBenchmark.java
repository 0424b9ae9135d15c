package dev.teerex.openpgp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import org.bouncycastle.openpgp.PGPException;

/** Prints how long messages of 20 MiB take, the first and warm; run by hand, never by a build. */
final class OpenPgpBenchmark {
    private static final int LENGTH = 20 << 20;
    private static final int RUNS = 21;

    private OpenPgpBenchmark() {}

    private interface Work {
        void run() throws IOException, PGPException;
    }

    public static void main(String[] args) throws IOException, PGPException {
        PrintStream out = System.out;
        long start = System.nanoTime();
        if (args.length > 0) {
            WarmUp.check(TestKey.RANDOM, TestKey.CLOCK);
            WarmUp.compile(TestKey.RANDOM);
            out.printf("warm-up %d ms%n", (System.nanoTime() - start) / 1_000_000);
        }
        TestKey key = TestKey.make();
        RecipientKeyPair pair = key.pair();
        byte[] content = Messages.content(LENGTH);
        byte[] message = Messages.encrypt(content, pair.publicKey());
        measure(out, "decrypt", () -> {
            try (InputStream in = Decryption.decrypt(new ByteArrayInputStream(message), pair, LENGTH)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        });
        measure(
                out,
                "encrypt",
                () -> Encryption.encrypt(
                        OutputStream.nullOutputStream(),
                        pair.publicKey(),
                        TestKey.RANDOM,
                        LENGTH,
                        plaintext -> plaintext.write(content)));
        measure(out, "BouncyCastle decrypt", () -> BouncyCastle.decrypt(message, key));
        measure(out, "BouncyCastle encrypt", () -> BouncyCastle.encrypt(BouncyCastle.literal(content), key));
    }

    private static void measure(PrintStream out, String what, Work work) throws IOException, PGPException {
        long[] nanos = new long[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            work.run();
            nanos[i] = System.nanoTime() - start;
        }
        long first = nanos[0];
        Arrays.sort(nanos);
        out.printf(
                "%-24s first %4d ms, median %4d ms, best %4d ms%n",
                what, first / 1_000_000, nanos[RUNS / 2] / 1_000_000, nanos[0] / 1_000_000);
    }
}
