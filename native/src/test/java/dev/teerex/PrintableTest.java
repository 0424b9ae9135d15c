package dev.teerex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatCouldSteerATerminalIsReplaced() {
        assertThat(Printable.of("\u001b[2J\r\nok\u0007\u007f\u009b1m")).isEqualTo("?[2J??ok???1m");
        assertThat(Printable.of("a\u202eb\u2028c\u200bd\ud800")).isEqualTo("a?b?c?d?");
    }

    @Test
    void whatPeopleReadStays() {
        assertThat(Printable.of("späces, 名前 and \ud83e\udd96")).isEqualTo("späces, 名前 and \ud83e\udd96");
    }
}
