package dev.teerex.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.teerex.Sha256;
import dev.teerex.eif.Eif;
import dev.teerex.eif.EnclaveLab;
import dev.teerex.enclave.EnclaveBuildException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnclaveBuildTest {
    @TempDir
    Path folder;

    @BeforeEach
    void require() {
        TestEnclave.require();
    }

    @Test
    void theSameInputsGiveTheSameImage() throws Exception {
        Path standIn = folder.resolve("stand-in");
        EnclaveLab.compile(Path.of("src", "test", "c", "stand-in.c"), standIn);

        Path first = TestEnclave.build(TestEnclave.without(folder.resolve("first"), standIn));
        Path second = TestEnclave.build(TestEnclave.without(folder.resolve("a second one"), standIn));

        assertThat(second).hasSameBinaryContentAs(first);
        for (String beside : List.of(EnclaveBuild.MEASUREMENT, EnclaveBuild.POLICY, EnclaveBuild.MANIFEST)) {
            assertThat(second.resolveSibling(beside)).hasSameBinaryContentAs(first.resolveSibling(beside));
        }
        assertThat(Files.readString(first.resolveSibling(EnclaveBuild.MANIFEST)))
                .contains("\"test\" : true", Sha256.ofFile(EnclaveLab.kernel()), Sha256.ofFile(standIn));
        try (Eif eif = Eif.open(first)) {
            assertThat(eif.metadata().imageName()).endsWith("-TEST");
        }
    }

    @Test
    void anotherKernelIsRefused() throws IOException {
        EnclaveRequest request = TestEnclave.without(folder, folder);
        EnclaveRequest other = new EnclaveRequest(
                request.output(),
                Files.writeString(folder.resolve("kernel"), "another"),
                request.kernelSha256(),
                request.nsmModule(),
                request.jdk(),
                request.serverJar(),
                request.sources(),
                request.bbVersion(),
                request.crsUrl(),
                request.crsPoints(),
                request.cacheDirectory(),
                request.test());
        assertRefused(Code.WRONG_KERNEL, other);
    }

    @Test
    void anImageWithoutItsCrsIsATestImageOrNone() throws IOException {
        assertRefused(Code.TEST_ONLY, TestEnclave.request(folder, folder.resolve("no-crs"), Optional.empty()));
    }

    private void assertRefused(Code why, EnclaveRequest request) {
        assertThatThrownBy(() -> TestEnclave.build(request))
                .isInstanceOfSatisfying(
                        EnclaveBuildException.class, e -> assertThat(e.reason()).isEqualTo(why));
        assertThat(folder).isDirectoryNotContaining("glob:**.{eif,json,part}");
    }
}
