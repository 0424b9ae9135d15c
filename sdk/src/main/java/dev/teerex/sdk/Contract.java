package dev.teerex.sdk;

/** What is spoken with a server. It is chosen, never found out by trying: whoever stands between could choose then. */
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

    /** Returns the word that receipts use. */
    public String text() {
        return text;
    }
}
