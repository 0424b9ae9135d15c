package dev.teerex.bb;

/** Why a binary is believed to be bb. */
public enum BbOrigin {
    /** Its digest is in the lock that this library ships. */
    LOCKED,
    /** Its digest was written down when it was first fetched, because the caller allowed unlocked versions. */
    TRUSTED_ON_FIRST_USE,
    /** The caller gave its path. */
    GIVEN_PATH
}
