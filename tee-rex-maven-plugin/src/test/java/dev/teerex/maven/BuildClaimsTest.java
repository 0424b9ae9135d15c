package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.Test;

class BuildClaimsTest {
    @Test
    void theModulesOfABuildShareThemAndTwoBuildsDoNot() {
        MavenSession build = build();

        assertThat(BuildClaims.of(build).folders())
                .isSameAs(BuildClaims.of(build.clone()).folders())
                .isNotSameAs(BuildClaims.of(build()).folders());
    }

    @SuppressWarnings("deprecation") // There is no other way to make one.
    private static MavenSession build() {
        return new MavenSession(
                null,
                new DefaultRepositorySystemSession(),
                new DefaultMavenExecutionRequest(),
                new DefaultMavenExecutionResult());
    }
}
