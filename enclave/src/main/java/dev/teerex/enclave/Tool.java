package dev.teerex.enclave;

import dev.teerex.enclave.EnclaveBuildException.Code;
import dev.teerex.process.ShortCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Programs of the building machine. They see nothing of its environment but where programs are. */
final class Tool {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int SHOWN = 2000;

    private final Map<String, String> environment;

    Tool(String path) {
        environment = Map.of("PATH", path, "LC_ALL", "C");
    }

    /**
     * Runs a program to its end.
     *
     * @param command the program and its arguments, each as its {@code toString} has it
     * @return what it printed, at most 64 KiB
     * @throws EnclaveBuildException when it fails, or takes longer than three minutes
     */
    String run(Object... command) {
        List<String> words = Arrays.stream(command).map(Object::toString).toList();
        try {
            ShortCommand.Result result = ShortCommand.run(words, environment, LIMIT);
            if (result.exitCode() != 0) {
                String said = (result.errors() + result.output()).strip();
                throw failed(words.get(0), said.substring(0, Math.min(said.length(), SHOWN)), null);
            }
            return result.output();
        } catch (IOException e) {
            throw failed(words.get(0), String.valueOf(e.getMessage()), e);
        }
    }

    /** Runs a program in a folder. */
    String runIn(Path folder, Object... command) {
        Object[] all = new Object[command.length + 3];
        System.arraycopy(new Object[] {"env", "-C", folder}, 0, all, 0, 3);
        System.arraycopy(command, 0, all, 3, command.length);
        return run(all);
    }

    private static EnclaveBuildException failed(String program, String why, @Nullable IOException cause) {
        return new EnclaveBuildException(Code.TOOL_FAILED, program + " failed: " + why, cause);
    }
}
