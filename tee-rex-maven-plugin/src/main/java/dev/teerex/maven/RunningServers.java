package dev.teerex.maven;

import dev.teerex.InputException;
import dev.teerex.InputException.Code;
import dev.teerex.build.ServerProcess;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.jspecify.annotations.Nullable;

/**
 * The servers that {@code start} has started in one project and {@code stop} has not stopped yet, by the property that holds
 * their address. Kept in what Maven keeps for this plugin and this project as long as the build lasts.
 */
final class RunningServers {
    private final Map<Object, Object> context;
    private final Properties properties;

    @SuppressWarnings("unchecked") // Maven's map is a raw one.
    RunningServers(@SuppressWarnings("rawtypes") Map pluginContext, MavenSession session) {
        this.context = pluginContext;
        this.properties = session.getCurrentProject().getProperties();
    }

    /**
     * Makes sure that no server runs under a property.
     *
     * @throws InputException when one does
     */
    void requireNone(String property) {
        if (context.get(key(property)) instanceof ServerProcess server) {
            throw new InputException(
                    Code.BAD_OPTION,
                    property + " is the address of the server that this build started before, " + server.address()
                            + "; stop that first, or give this one another tee-rex.serverUrlProperty and another"
                            + " tee-rex.serverLog");
        }
    }

    void add(String property, ServerProcess server) {
        context.put(key(property), server);
        properties.setProperty(property, server.address());
    }

    /** Forgets the server under a property, and returns it; null where none runs. */
    @Nullable
    ServerProcess remove(String property) {
        if (!(context.remove(key(property)) instanceof ServerProcess server)) {
            return null;
        }
        properties.remove(property);
        return server;
    }

    private static String key(String property) {
        return "dev.teerex.server under " + property;
    }
}
