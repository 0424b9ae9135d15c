package dev.teerex.updater.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkerTest {
    @Test
    void nothingInAMarkerEndsTheCommentThatHidesIt() {
        Marker.InBody marker = new Marker.InBody("stable", "4.2.0", "abc", null, "--> <img src=x> --!>");

        String text = marker.text();

        assertThat(text.substring(0, text.length() - "-->".length())).doesNotContain(">");
        assertThat(Marker.InBody.find("before\n" + text + "\nafter")).contains(marker);
    }

    @Test
    void aMarkerTakesThePlaceOfTheOneBefore() {
        Marker.InBody first = new Marker.InBody("stable", "4.2.0", "abc", null, null);
        Marker.InBody second = first.withHead("def");

        String body = second.in(first.in("Careful!"));

        assertThat(body).startsWith("Careful!").doesNotContain("abc");
        assertThat(Marker.InBody.find(body)).contains(second);
    }
}
