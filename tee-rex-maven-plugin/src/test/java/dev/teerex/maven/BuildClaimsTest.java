package dev.teerex.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.teerex.build.FolderClaims;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.Test;

class BuildClaimsTest {
    @Test
    void theModulesOfABuildShareThemAndTwoBuildsDoNot() {
        MavenSession build = build();

        assertThat(of(build, "a", "first").folders())
                .isSameAs(of(build.clone(), "b", "first").folders())
                .isNotSameAs(of(build(), "a", "first").folders());
    }

    @Test
    void anExecutionOfAModuleIsTheSamePartWheneverItRuns() {
        MavenSession build = build();

        assertThat(of(build, "a", "first").part())
                .isEqualTo(of(build.clone(), "a", "first").part())
                .isEqualTo("prove (first) @ group:a")
                .isNotEqualTo(of(build, "a", "second").part())
                .isNotEqualTo(of(build, "b", "first").part());
    }

    private static FolderClaims of(MavenSession build, String module, String execution) {
        MavenProject project = new MavenProject();
        project.setGroupId("group");
        project.setArtifactId(module);
        build.setCurrentProject(project);
        MojoDescriptor goal = new MojoDescriptor();
        goal.setGoal("prove");
        return BuildClaims.of(build, new MojoExecution(goal, execution));
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
