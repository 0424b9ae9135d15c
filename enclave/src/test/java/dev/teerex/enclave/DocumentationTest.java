package dev.teerex.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The run book explains what the code does. */
class DocumentationTest {
    private static final Path GUIDE = Path.of("..", "docs", "enclave.md");
    private static final Pattern CODE = Pattern.compile("(?m)^\\| (TRX-V-\\d{3}) \\| `([A-Z_]+)`: ");

    @Test
    void everyCodeIsExplainedOnceUnderItsName() throws IOException {
        assertThat(CODE.matcher(Files.readString(GUIDE)).results())
                .extracting(row -> row.group(1) + " " + row.group(2))
                .containsExactlyElementsOf(Arrays.stream(EnclaveBuildException.Code.values())
                        .map(code -> code.code() + " " + code)
                        .toList());
    }

    @Test
    void thePortsAreThoseOfTheForwarder() throws IOException {
        String forwarder = Files.readString(TestEnclave.SOURCES.resolve("c").resolve("enclave.h"));
        assertThat(forwarder).contains("VSOCK_PORT = 5000", "SERVER_PORT = 4000");
        assertThat(Files.readString(GUIDE)).contains("VSOCK-CONNECT:16:5000", "vsock port 5000", "127.0.0.1:4000");
    }
}
