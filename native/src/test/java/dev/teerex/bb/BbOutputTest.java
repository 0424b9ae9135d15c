package dev.teerex.bb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BbOutputTest {
    @Test
    void lastWordsSteerNoTerminal() throws IOException {
        BbOutput output = new BbOutput();
        output.drain(new ByteArrayInputStream("it \u202ewon\u2028 ends\n\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(output.lastWords()).isEqualTo("it ?won? ends");
    }
}
