/**
 * Encryption to a prover and decryption by it, in exactly one OpenPGP profile (RFC 9580) and nothing else.
 *
 * <ul>
 *   <li>Key: v4 Ed25519 primary key, v4 X25519 encryption subkey, one user id whose self-signature announces SEIPD
 *       version 2 and puts AES-256 with GCM first.
 *   <li>Message: one v6 public-key encrypted session key packet, one SEIPD version 2 packet (AES-256, GCM, chunks of
 *       256 KiB), and in it one binary literal packet, neither compressed nor signed.
 * </ul>
 *
 * <p>Everything else is refused, never converted. BouncyCastle makes and reads keys, agrees on session keys and writes packet headers; the
 * JDK's ciphers do the bulk. Both directions stream and hold about one chunk.
 *
 * <p>Secrets are overwritten after use where this package holds them; copies that the JDK's and BouncyCastle's key and
 * cipher objects make inside cannot be reached and are left to the garbage collector.
 */
@NullMarked
package dev.teerex.openpgp;

import org.jspecify.annotations.NullMarked;
