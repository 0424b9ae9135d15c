package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@octocat look", "fixes #1", "owner/repo#1", "GH-1", "<script>x</script>", "[a](https://evil.example)",
                "https://evil.example", "www.evil.example", "`code`", "<!-- tee-rex-updater:{} -->", "![x](y)",
                        "| a | b |",
                "a *b* _c_ ~d~", "\\@octocat"
            })
    void nothingThatGitHubActsOnIsLeft(String text) {
        String harmless = UpstreamText.markdown(text).replaceAll("&#[0-9]+;", "");

        assertThat(harmless).matches("[\\p{L}\\p{N} ,…]*");
        assertThat(UpstreamText.markdown(text)).doesNotContainPattern("&#(64|35|58|46|47);(?!&#8203;)");
    }

    @Test
    void hiddenCharactersAndLinesAreTakenOutAndTheRestIsBounded() {
        assertThat(UpstreamText.line("a\u202Eb\r\n\u0000c\u200Bd\u2028e")).isEqualTo("a b c d e");
        assertThat(UpstreamText.line("x".repeat(5000))).hasSize(301).endsWith("…");
    }

    @Test
    void onlyAGitHubPageIsLinkedTo() {
        assertThat(UpstreamText.repository("git+https://github.com/AztecProtocol/aztec-packages.git"))
                .hasValueSatisfying(
                        page -> assertThat(page).hasToString("https://github.com/AztecProtocol/aztec-packages"));
        assertThat(UpstreamText.repository("https://github.com.evil.example/a/b"))
                .isEmpty();
        assertThat(UpstreamText.repository("https://github.com/a/b/../../c")).isEmpty();
        assertThat(UpstreamText.repository("javascript:alert(1)")).isEmpty();
    }
}
