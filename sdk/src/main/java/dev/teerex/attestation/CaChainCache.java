package dev.teerex.attestation;

import dev.teerex.Bytes;
import dev.teerex.Sha256;
import java.security.MessageDigest;
import java.util.List;

/**
 * Remembers CA chains that verified, and each beginning of one, by the digest of their exact bytes: a region's authority
 * lives for weeks, a zone's for days, an instance's for a day, where a leaf lives for hours. Only what verified gets in, so
 * hostile documents cannot push others out. The least recently used of {@value #CAPACITY} goes first. Thread-safe.
 */
final class CaChainCache {
    static final int CAPACITY = 256;

    private final EcdsaP384 ecdsa;
    private final Recent<CaChain> chains = new Recent<>(CAPACITY);

    CaChainCache(EcdsaP384 ecdsa) {
        this.ecdsa = ecdsa;
    }

    /**
     * Returns the chain of a bundle. Two threads may verify the same one at once.
     *
     * @param caBundle certificates, of which the first is the trust anchor
     * @param root the chain of the trust anchor alone
     */
    CaChain get(List<Bytes> caBundle, CaChain root) {
        int last = caBundle.size() - 1;
        if (last == 0) {
            return root;
        }
        Bytes key = digest(caBundle);
        CaChain chain = chains.get(key);
        if (chain == null) {
            chain = get(caBundle.subList(0, last), root).extend(caBundle.get(last), ecdsa);
            chains.put(key, chain);
        }
        return chain;
    }

    int size() {
        return chains.size();
    }

    /** Forgets all chains. */
    void clear() {
        chains.clear();
    }

    /** Digests each certificate's digest, so that no two bundles share a spelling. */
    private static Bytes digest(List<Bytes> caBundle) {
        MessageDigest digest = Sha256.start();
        caBundle.forEach(certificate -> digest.update(certificate.sha256().toArray()));
        return Bytes.of(digest.digest());
    }
}
