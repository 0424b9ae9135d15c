package dev.teerex.sdk;

import java.util.Arrays;
import java.util.Optional;

/** A proof system. */
public enum Scheme {
    /** Private transactions, folded step by step. */
    CHONK("chonk"),
    /** Single Noir circuits. */
    ULTRA_HONK("ultra_honk");

    private final String text;

    Scheme(String text) {
        this.text = text;
    }

    /** Returns the word that reports and bb use. */
    public String text() {
        return text;
    }

    /** Returns the scheme with this word, if there is one. */
    public static Optional<Scheme> of(String text) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.text.equals(text))
                .findFirst();
    }
}
