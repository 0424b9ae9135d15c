package dev.teerex.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.Ticker;
import dev.teerex.process.ShortCommand;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveLockTest {
    @TempDir
    private Path folder;

    @Test
    void whoeverGivesUpUnderAnotherClassLoaderDoesNotEndTheLock() throws Exception {
        Path file = folder.resolve("a.lock");
        try (URLClassLoader loader = otherLoader()) {
            Predicate<Path> other = otherHolder(loader);

            holding(file, () -> {
                assertThat(other.test(file)).isFalse();
                assertThat(other.test(file)).isFalse();
                assertThat(inAnotherProcess(file)).isEqualTo("held");
                return file;
            });

            assertThat(other.test(file)).isTrue();
            assertThat(inAnotherProcess(file)).isEqualTo("free");
        }
    }

    @Test
    void whatOneThatGaveUpLeftOpenIsNotTheLockOfAFolderThatWasMadeAnew() throws Exception {
        Path file = folder.resolve("a.lock");
        try (URLClassLoader loader = otherLoader()) {
            Predicate<Path> other = otherHolder(loader);
            holding(file, () -> other.test(file));
            Files.delete(file);

            assertThat(other.test(file)).isTrue();

            assertThat(file).exists();
        }
    }

    @Test
    void aThreadThatGivesUpDoesNotEndTheLock() throws Exception {
        Path file = folder.resolve("a.lock");
        holding(file, () -> {
            Thread impatient = new Thread(() -> new OtherHolder().test(file));
            impatient.start();
            impatient.join();
            assertThat(new OtherHolder().test(file)).as("the holder itself").isFalse();
            assertThat(inAnotherProcess(file)).isEqualTo("held");
            return file;
        });
        assertThat(inAnotherProcess(file)).isEqualTo("free");
    }

    private static void holding(Path file, Callable<?> work) throws IOException {
        ExclusiveLock.holding(file, Duration.ZERO, Ticker.system(), () -> {}, () -> {
            try {
                return work.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static URLClassLoader otherLoader() {
        URL[] classes = {placeOf(ExclusiveLock.class), placeOf(OtherHolder.class)};
        return new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @SuppressWarnings("unchecked")
    private static Predicate<Path> otherHolder(ClassLoader loader) throws ReflectiveOperationException {
        return (Predicate<Path>) loader.loadClass(OtherHolder.class.getName())
                .getDeclaredConstructor()
                .newInstance();
    }

    private static String inAnotherProcess(Path file) throws IOException {
        return ShortCommand.run(
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OtherHolder.class.getName(),
                                file.toString()),
                        Map.of(),
                        Duration.ofSeconds(60))
                .output();
    }
}
