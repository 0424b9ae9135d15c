package dev.teerex.server.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls between the server's packages. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.teerex.server");

    @Test
    void packagesDependOnEachOtherOneWayOnly() {
        slices().matching("dev.teerex.server.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void jettyStaysInItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.teerex.server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty..")
                .check(CLASSES);
    }

    @Test
    void jobsKnowNothingOfHttp() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.teerex.server.jobs..", "dev.teerex.server.enclave..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.teerex.server.http..", "dev.teerex.server.standalone..", "java.net..")
                .check(CLASSES);
    }
}
