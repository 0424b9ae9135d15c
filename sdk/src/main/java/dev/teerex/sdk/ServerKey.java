package dev.teerex.sdk;

import dev.teerex.openpgp.RecipientKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A key that may be encrypted to.
 *
 * @param key the key
 * @param by whose it is
 * @param provers the digests of the binaries that the enclave attests, by version; empty where none are asked for
 * @param until when nothing more may be encrypted to it, unless it was fetched for that
 */
record ServerKey(RecipientKey key, ProvedBy by, Optional<Map<String, String>> provers, Instant until) {}
