package dev.teerex.bb;

import dev.teerex.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A JVM of its own that cannot start bb as it should, and says what came of it. */
final class TroubledJvm {
    private TroubledJvm() {}

    /** Starts bb, the first argument, twice with the folder that is the second; at the end of the JVM if there is a third. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        BbBinary bb = new BbBinary(Path.of(args[0]), new BbVersion("5.0.0"), "00", BbOrigin.GIVEN_PATH, List.of());
        BbRun run = new BbRun(folder, 1, folder, Ticker.system());
        if (args.length > 2) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> tryTwice(bb, run)));
        } else {
            tryTwice(bb, run);
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private static void tryTwice(BbBinary bb, BbRun run) {
        // What the first one loads stays open, such as the module file.
        tryOnce(bb, run);
        long files = openFiles();
        tryOnce(bb, run);
        System.out.println("processes " + ProcessHandle.current().descendants().count());
        System.out.println("threads "
                + Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("tee-rex"))
                        .count());
        System.out.println("files " + (openFiles() - files));
    }

    private static void tryOnce(BbBinary bb, BbRun run) {
        long begun = System.nanoTime();
        try (BbProcess process = BbProcess.start(bb, run)) {
            System.out.println("started " + process);
        } catch (Throwable e) {
            System.out.println("thrown " + e);
        }
        if (System.nanoTime() - begun > 15_000_000_000L) {
            System.out.println("waited");
        }
    }

    private static long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
