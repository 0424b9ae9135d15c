package dev.teerex.attestation;

import dev.teerex.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers CA chains that verified, by the digest of their exact bytes: the authorities of an enclave live for days where
 * its leaf lives for hours. Only chains that verified get in, so hostile documents cannot push others out. The least
 * recently used of {@value #CAPACITY} goes first. Thread-safe.
 */
final class CaChainCache {
    static final int CAPACITY = 64;

    private final EcdsaP384 ecdsa;
    private final Map<Bytes, CaChain> chains = new LinkedHashMap<>(CAPACITY, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, CaChain> eldest) {
            return size() > CAPACITY;
        }
    };

    CaChainCache(EcdsaP384 ecdsa) {
        this.ecdsa = ecdsa;
    }

    /** Returns the chain of a bundle, verified now or before. Two threads may verify the same one at once. */
    CaChain get(List<Bytes> caBundle) {
        Bytes digest = digest(caBundle);
        CaChain chain;
        synchronized (chains) {
            chain = chains.get(digest);
        }
        if (chain == null) {
            chain = CaChain.verify(caBundle, ecdsa);
            synchronized (chains) {
                chains.put(digest, chain);
            }
        }
        return chain;
    }

    int size() {
        synchronized (chains) {
            return chains.size();
        }
    }

    /** Digests each certificate's digest, so that no two bundles share a spelling. */
    private static Bytes digest(List<Bytes> caBundle) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            caBundle.forEach(certificate -> digest.update(certificate.sha256().toArray()));
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
