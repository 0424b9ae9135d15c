package dev.teerex.updater.plan;

import dev.teerex.updater.Sleeper;
import dev.teerex.updater.http.RetryPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * The machine that a run happens on. It comes in as a value: nothing here asks the machine itself.
 *
 * @param environment the environment variables
 * @param home the user's home folder
 * @param temporary where temporary repositories are made
 * @param windows whether this is Windows
 * @param clock the time
 * @param sleeper how to wait
 * @param policy how often to try
 */
public record Surroundings(
        Map<String, String> environment,
        Path home,
        Path temporary,
        boolean windows,
        Clock clock,
        Sleeper sleeper,
        RetryPolicy policy) {
    /** Copies the map. */
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Names no variable's value: some are secrets. */
    @Override
    public String toString() {
        return "Surroundings[home=" + home + ", temporary=" + temporary + "]";
    }
}
