package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.updater.rig.Scene;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run in a process of its own that is killed (SIGKILL) after a step, and a run that finishes its work. */
class KilledProcessTest extends SceneTest {
    /** The run that is to be killed: it tells of each boundary and goes on when it is told to. */
    public static final class Victim {
        private Victim() {}

        /** Runs the updater; the arguments are folder, configuration and checkout. */
        public static void main(String[] args) {
            Surroundings surroundings = new Surroundings(
                    System.getenv(),
                    Path.of(args[0]),
                    Path.of(args[0]),
                    false,
                    java.time.Clock.fixed(Scene.NOW, java.time.ZoneOffset.UTC),
                    time -> {},
                    dev.teerex.updater.http.RetryPolicy.DEFAULT);
            UpdateRequest request = new UpdateRequest(
                    Path.of(args[2]),
                    Path.of(args[1]),
                    java.util.Set.of(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    java.util.Optional.empty(),
                    new Options(false, false));
            new Updater(surroundings, new StepListener() {
                        @Override
                        public void before(String channel, Step step) {
                            pause();
                        }

                        @Override
                        public void after(String channel, Step step) {
                            pause();
                        }
                    })
                    .run(request);
        }

        private static void pause() {
            System.out.println("boundary");
            try {
                System.in.read();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8})
    void theNextRunFinishesWhatTheKilledOneBegan(int boundary) throws IOException, InterruptedException {
        killed(boundary);

        UpdateReport rest = scene.run();

        assertThat(only(rest).failure()).isEmpty();
        assertThat(scene.pullRequest().autoMerge).isTrue();
        assertThat(scene.pullRequest().labels).containsExactly("test-infra");
        assertThat(scene.repository.read(Scene.BRANCH, "package.json")).isEqualTo(scene.packageJson(Scene.NEW));
        assertThat(taken(scene.run())).isEmpty();
    }

    private void killed(int boundary) throws IOException, InterruptedException {
        UpdateRequest request = scene.request(new Options(false, false));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                folder.toString(),
                request.configuration().toString(),
                request.directory().toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.putAll(scene.environment);
        Process process = builder.start();
        try (BufferedReader out = process.inputReader()) {
            for (int n = 0; n <= boundary; n++) {
                assertThat(out.readLine()).isEqualTo("boundary");
                if (n < boundary) {
                    process.getOutputStream().write('\n');
                    process.getOutputStream().flush();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed by a signal").isEqualTo(128 + 9);
    }
}
