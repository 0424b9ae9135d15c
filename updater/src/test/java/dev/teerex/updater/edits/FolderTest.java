package dev.teerex.updater.edits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
    @TempDir
    private Path folder;

    @Test
    void aLinkToACheckoutIsThatCheckout() throws IOException {
        Path checkout = Files.createDirectory(folder.resolve("checkout"));
        Files.writeString(checkout.resolve("package.json"), "{}");
        Folder linked = new Folder(Files.createSymbolicLink(folder.resolve("link"), checkout));

        assertThat(linked.paths()).containsExactly("package.json");
        assertThat(linked.read("package.json")).hasValue("{}".getBytes(UTF_8));
    }
}
