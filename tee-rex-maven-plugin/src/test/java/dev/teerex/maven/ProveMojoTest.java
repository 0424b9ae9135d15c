package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProveMojoTest {
    @Test
    void whatIsSaidOfServersAndNotHeededWhereThisMachineProvesIsWarnedOf() throws Exception {
        SaidLines log = new SaidLines();
        ProveMojo goal = new ProveMojo();
        Map<String, Object> ofServers = Map.of(
                "policy",
                new File("policy.json"),
                "testAnchor",
                new File("root.pem"),
                "contract",
                "v1",
                "serverId",
                "prover",
                "serverProgress",
                true);
        for (Map.Entry<String, Object> option : ofServers.entrySet()) {
            // As Maven does it.
            Field field = ProveMojo.class.getDeclaredField(option.getKey());
            field.setAccessible(true);
            field.set(goal, option.getValue());
        }

        assertThat(goal.remote(log)).isEmpty();
        assertThat(log.lines)
                .singleElement()
                .asString()
                .contains(ofServers.keySet().stream()
                        .map(name -> "tee-rex." + name)
                        .toList());
    }

    @Test
    void whereNothingIsSaidOfServersNothingIsWarnedOf() {
        SaidLines log = new SaidLines();

        assertThat(new ProveMojo().remote(log)).isEmpty();
        assertThat(log.lines).isEmpty();
    }
}
