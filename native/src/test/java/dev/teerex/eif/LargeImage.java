package dev.teerex.eif;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A program of its own, so that its heap can be bounded: writes a large image, measures it, and prints the speeds. */
final class LargeImage {
    private static final int MIB = 1 << 20;

    private LargeImage() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        int mebibytes = Integer.parseInt(args[1]);
        EifContents contents = new EifContents(
                Architecture.X86_64,
                Vectors.content("kernel"),
                "quiet",
                List.of(Vectors.content("init"), out -> generate(out, mebibytes)),
                Vectors.METADATA);
        ExecutorService executor = Executors.newFixedThreadPool(1);
        try {
            long start = System.nanoTime();
            Measurement written = new EifWriter(executor, EifProgress.NONE).write(contents, file);
            long middle = System.nanoTime();
            Measurement measured;
            try (Eif eif = Eif.open(file)) {
                measured = eif.measure(executor);
            }
            long end = System.nanoTime();
            if (!measured.equals(written)) {
                throw new IllegalStateException("written and measured differ");
            }
            hash(mebibytes);
            long plain = System.nanoTime() - end;
            System.out.printf(
                    "%d MiB written at %d MB/s, measured at %d MB/s, plain SHA-384 %d MB/s, %s%n",
                    mebibytes,
                    speed(mebibytes, middle - start),
                    speed(mebibytes, end - middle),
                    speed(mebibytes, plain),
                    measured.pcrs());
        } finally {
            executor.shutdownNow();
        }
    }

    private static void generate(OutputStream out, int mebibytes) throws IOException {
        byte[] block = new byte[MIB];
        for (int i = 0; i < mebibytes; i++) {
            block[0] = (byte) i;
            out.write(block);
        }
    }

    /** What measuring cannot be faster than: each byte hashed once. */
    private static void hash(int mebibytes) {
        MessageDigest digest = Sha384.digest();
        byte[] block = new byte[MIB];
        for (int i = 0; i < mebibytes; i++) {
            digest.update(block);
        }
        digest.digest();
    }

    private static long speed(int mebibytes, long nanos) {
        return mebibytes * (long) MIB * 1000 / nanos;
    }
}
