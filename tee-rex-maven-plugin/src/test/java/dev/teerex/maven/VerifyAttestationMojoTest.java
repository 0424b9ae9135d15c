package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.build.RemoteServer;
import java.io.File;
import java.lang.reflect.Field;
import java.util.List;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which server is asked: {@code start} sets the property {@code tee-rex.serverUrl} for all goals of a project. */
class VerifyAttestationMojoTest {
    private static final String STARTED = "http://127.0.0.1:4000";

    private final SaidLines log = new SaidLines();
    private final DefaultMavenExecutionRequest maven = new DefaultMavenExecutionRequest();
    private @Nullable String serverId;

    @Test
    void aServerForAllGoalsIsAskedWhereThereAreNoDocuments() throws Exception {
        assertThat(server(STARTED, STARTED, null)).hasToString(STARTED);
        assertThat(server(null, null, new File("documents"))).isNull();
    }

    @Test
    void documentsCountMoreThanAServerForAllGoalsAndThatIsSaid() throws Exception {
        assertThat(server(STARTED, STARTED, new File("documents"))).isNull();
        assertThat(log.lines).singleElement().asString().contains("tee-rex.documents", "tee-rex.serverUrl");
        assertThat(log.warnings).isEmpty();
    }

    @Test
    void aServerOfTheExecutionsOwnIsNotPassedOver() throws Exception {
        String own = "https://prover.example";

        assertThat(server(own, STARTED, new File("documents"))).hasToString(own);
        assertThat(server(own, null, new File("documents"))).hasToString(own);
    }

    @Test
    void aServerThatMavenWasStartedWithIsPassedOverForTheProjectsDocumentsWithAWarning() throws Exception {
        maven.getUserProperties().setProperty("tee-rex.serverUrl", STARTED);

        assertThat(server(STARTED, STARTED, new File("documents"))).isNull();
        assertThat(log.warnings).singleElement().asString().contains("is not asked");
    }

    @Test
    void ofAServerAndDocumentsThatMavenWasStartedWithNeitherIsPassedOver() throws Exception {
        maven.getUserProperties().setProperty("tee-rex.serverUrl", STARTED);
        maven.getUserProperties().setProperty("tee-rex.documents", "documents");

        assertThat(server(STARTED, STARTED, new File("documents"))).hasToString(STARTED);
        assertThat(log.lines).isEmpty();
    }

    @Test
    void credentialsThatNoServerGetsAreWarnedOf() throws Exception {
        serverId = "prover";

        assertThat(server(STARTED, STARTED, new File("documents"))).isNull();
        assertThat(server(null, null, new File("documents"))).isNull();
        assertThat(log.lines)
                .filteredOn(line -> line.contains("tee-rex.serverId"))
                .hasSize(2);
    }

    @SuppressWarnings("deprecation") // There is no other way to make one.
    private @Nullable RemoteServer server(@Nullable String url, @Nullable String forAllGoals, @Nullable File documents)
            throws ReflectiveOperationException {
        VerifyAttestationMojo goal = new VerifyAttestationMojo();
        set(
                goal,
                TeeRexMojo.class,
                "session",
                new MavenSession(null, maven, new DefaultMavenExecutionResult(), List.of()));
        set(goal, VerifyAttestationMojo.class, "serverUrl", url);
        set(goal, VerifyAttestationMojo.class, "serverUrlForAllGoals", forAllGoals);
        set(goal, VerifyAttestationMojo.class, "serverId", serverId);
        set(goal, AttestationMojo.class, "documents", documents);
        return goal.server(log);
    }

    // As Maven does it.
    private static void set(Object goal, Class<?> type, String name, @Nullable Object value)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        field.set(goal, value);
    }
}
