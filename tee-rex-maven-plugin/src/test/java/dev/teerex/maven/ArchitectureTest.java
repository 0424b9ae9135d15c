package dev.teerex.maven;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.teerex.Machine;
import dev.teerex.Ticker;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls between the rooms. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.teerex");

    @Test
    void packagesDependOnEachOtherOneWayOnly() {
        slices().matching("dev.teerex.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void mavenStaysInItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.teerex.maven..", "dev.teerex.tee_rex_maven_plugin..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.maven..", "org.codehaus.plexus..", "javax.inject..")
                .check(CLASSES);
    }

    @Test
    void nativeCallsStayInTheirRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.teerex.nsm..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.sun.jna..")
                .check(CLASSES);
    }

    @Test
    void whatServesHttpStaysInItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.teerex.server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty..", "com.sun.net.httpserver..")
                .check(CLASSES);
    }

    @Test
    void goalsNeverLoadTheServerIntoMaven() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.teerex.maven..", "dev.teerex.build..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.teerex.server..")
                .check(CLASSES);
    }

    @Test
    void nothingReadsItsSurroundingsButThroughAParameter() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Machine.class, Ticker.class, VerifyAttestationMojo.class)
                .and()
                // What puts the parts together hands the machine's own clock in.
                .resideOutsideOfPackages(
                        "dev.teerex.tee_rex_maven_plugin..",
                        "dev.teerex.maven..",
                        "dev.teerex.server.standalone..",
                        "dev.teerex.updater.cli..")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callConstructor(SecureRandom.class)
                .check(CLASSES);
    }

    @Test
    void whatAProgramDependsOnDoesNotPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.teerex.maven..", "dev.teerex.tee_rex_maven_plugin..", "dev.teerex.server.standalone..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void signaturesThatOthersSeeHoldNoTypeOfALibrary() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                // The updater is a program: what its packages say to each other, nobody else sees.
                .resideOutsideOfPackages(
                        "dev.teerex.maven..", "dev.teerex.tee_rex_maven_plugin..", "dev.teerex.updater.http..")
                .should(holdNoTypeOf("org.bouncycastle.", "okhttp3.", "com.fasterxml.jackson.", "com.sun.jna."))
                .check(CLASSES);
    }

    private static ArchCondition<JavaMethod> holdNoTypeOf(String... libraries) {
        return new ArchCondition<>("hold no type of a library") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
                        .filter(type -> Stream.of(libraries).anyMatch(type.getName()::startsWith))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " shows " + type.getName())));
            }
        };
    }
}
