package dev.teerex.server.enclave;

import dev.teerex.openpgp.RecipientKeyPair;

/**
 * Who this server is to its clients, for as long as the process lives.
 *
 * @param keyPair what messages to it are encrypted to; made at start, never written anywhere
 * @param attestation what says that the key is this server's
 */
public record ServerIdentity(RecipientKeyPair keyPair, AttestationSource attestation) {}
