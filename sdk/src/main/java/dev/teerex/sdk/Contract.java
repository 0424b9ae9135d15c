package dev.teerex.sdk;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is spoken with a server. With one that attests what it is, it is chosen and never found out by asking: whoever stands
 * between could choose then.
 */
public enum Contract {
    /** {@code POST /v1/prove}: both proof systems, and what is asked for is encrypted with the inputs. */
    V1("v1"),
    /**
     * {@code POST /prove}, as the TypeScript server has it: private transactions only; the version of bb is named in a header
     * that anybody on the way can change. Its documents carry no nonce, so that their age alone says that they are fresh.
     */
    OLDER("older");

    private final String text;

    Contract(String text) {
        this.text = text;
    }

    /** Returns the contract that a word of {@link #text} names; empty when there is none. */
    public static Optional<Contract> of(String text) {
        return Arrays.stream(values())
                .filter(contract -> contract.text.equals(text))
                .findFirst();
    }

    /** Returns the word that receipts use. */
    public String text() {
        return text;
    }
}
