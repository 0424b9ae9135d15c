package dev.teerex.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which modules go to Maven Central. What uploads to it bundles all that it is not told to leave out, and Central refuses a
 * bundle in which one file lacks its signature.
 */
class PublishedModulesTest {
    @Test
    void whatIsNotDeployedIsNotUploadedToCentralEither() {
        String parent = Checkout.read("pom.xml");
        List<String> notDeployed = texts(parent, "module")
                .map(module -> Checkout.read(module + "/pom.xml"))
                .filter(pom -> texts(pom, "maven.deploy.skip").toList().contains("true"))
                .map(pom -> texts(pom.replaceAll("(?s)<parent>.*?</parent>", ""), "artifactId")
                        .findFirst()
                        .orElseThrow())
                .toList();

        assertThat(notDeployed).isNotEmpty();
        // Each published pom stands alone, so nothing needs the parent there.
        assertThat(texts(parent, "excludeArtifact"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of("tee-rex-parent"), notDeployed.stream())
                        .toList());
    }

    @Test
    void whatHasTestsOnlyIsNotInstalled() {
        List<String> testsOnly = texts(Checkout.read("pom.xml"), "module")
                .filter(module -> Files.notExists(Checkout.ROOT.resolve(module).resolve("src/main")))
                .toList();

        assertThat(testsOnly).contains("checks");
        // There is no file to install, and "mvn install" fails where there is none.
        assertThat(testsOnly)
                .allSatisfy(module -> assertThat(texts(Checkout.read(module + "/pom.xml"), "maven.install.skip"))
                        .containsExactly("true"));
    }

    private static Stream<String> texts(String pom, String element) {
        String name = Pattern.quote(element);
        return Pattern.compile("<" + name + ">([^<]*)</" + name + ">")
                .matcher(pom)
                .results()
                .map((MatchResult found) -> found.group(1).strip());
    }
}
