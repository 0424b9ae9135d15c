package dev.teerex.bb.install;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a bench, in a folder of its own. */
abstract class WithBench {
    @TempDir
    Path folder;

    Bench bench;

    @BeforeEach
    void startBench() throws IOException {
        bench = new Bench(folder);
    }

    @AfterEach
    void stopBench() {
        bench.close();
    }
}
