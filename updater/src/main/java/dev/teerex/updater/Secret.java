package dev.teerex.updater;

/** A token or a private key: readable where it is used, unprintable everywhere else. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a secret.
     *
     * @param value the secret; not blank
     * @throws UpdateException with {@code BAD_CREDENTIALS} when it is blank
     */
    public static Secret of(String value) {
        String trimmed = value.strip();
        if (trimmed.isEmpty()) {
            throw new UpdateException(
                    UpdateException.Code.BAD_CREDENTIALS, "a token or key is empty; set it or unset it");
        }
        return new Secret(trimmed);
    }

    /** Returns the secret itself, for the header or the signature that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "Secret[***]";
    }
}
