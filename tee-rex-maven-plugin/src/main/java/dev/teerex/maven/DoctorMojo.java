package dev.teerex.maven;

import com.sun.management.OperatingSystemMXBean;
import dev.teerex.build.BuildLog;
import dev.teerex.build.DoctorStep;
import java.lang.management.ManagementFactory;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Says whether proofs can be made here, and if not, why: the system and its glibc, which bb, whether it runs, the CRS and what it
 * is enough for, threads, memory, and whether registry and CRS hosts answer. Changes nothing and never fails the build.
 *
 * @since 0.1.0
 */
@Mojo(name = "doctor", threadSafe = true, requiresProject = false)
class DoctorMojo extends ProverMojo {
    /**
     * Does not look if true.
     *
     * @since 0.1.0
     */
    @Parameter(property = "tee-rex.doctor.skip", defaultValue = "false")
    private boolean skipDoctor;

    @Override
    void run(BuildLog log) {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        new DoctorStep(this::proverSettings, outputDirectory(), memory, log).run();
    }

    @Override
    boolean skipThisGoal() {
        return skipDoctor;
    }

    @Override
    String skipProperty() {
        return "tee-rex.doctor.skip";
    }
}
