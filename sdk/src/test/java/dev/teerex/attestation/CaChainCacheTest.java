package dev.teerex.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.teerex.Bytes;
import dev.teerex.attestation.AttestationException.Code;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaChainCacheTest {
    private final EcdsaP384 ecdsa = new EcdsaP384(Security.getProvider("SunEC"));
    private final CaChainCache cache = new CaChainCache(ecdsa);

    private CaChain get(Forge forge) {
        return cache.get(
                AttestationDocument.read(forge.mint()).caBundle(),
                CaChain.of(forge.anchor().der(), ecdsa));
    }

    @Test
    void aChainIsRememberedWithEachOfItsBeginnings() {
        Forge forge = new Forge();
        CaChain chain = get(forge);
        assertThat(cache.size()).isEqualTo(3);
        assertThat(get(forge)).isSameAs(chain);
        Forge neighbour = new Forge();
        neighbour.certificate("instance").notAfter = Forge.NOW.plusSeconds(1);
        assertThat(get(neighbour)).isNotSameAs(chain);
        assertThat(cache.size()).isEqualTo(4);
    }

    @Test
    void aChainThatDoesNotVerifyIsNotRemembered() {
        Forge forge = new Forge();
        forge.certificate("regional").signer = "stranger";
        assertThatExceptionOfType(AttestationException.class)
                .isThrownBy(() -> get(forge))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.CHAIN_SIGNATURE));
        assertThat(cache.size()).isZero();
    }

    @Test
    void certificatesThatAreCutElsewhereAreAnotherChain() {
        Forge forge = new Forge();
        List<Bytes> bundle = AttestationDocument.read(forge.mint()).caBundle();
        CaChain root = CaChain.of(forge.anchor().der(), ecdsa);
        assertThat(cache.get(bundle, root)).isNotNull();
        List<Bytes> moved = new ArrayList<>(bundle);
        String joined = bundle.get(2).hex() + bundle.get(3).hex();
        moved.set(2, Bytes.fromHex(joined.substring(0, 20)));
        moved.set(3, Bytes.fromHex(joined.substring(20)));
        assertThatExceptionOfType(AttestationException.class)
                .isThrownBy(() -> cache.get(moved, root))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Code.CERTIFICATE_MALFORMED));
    }

    @Test
    void theNumberOfRememberedChainsIsBounded() {
        for (int i = 0; i < CaChainCache.CAPACITY + 10; i++) {
            Forge forge = new Forge();
            forge.chain.subList(2, 4).clear();
            forge.certificate("regional").notAfter = Forge.NOW.plusSeconds(i);
            assertThat(get(forge).validity().until()).isEqualTo(Forge.NOW.plusSeconds(i));
        }
        assertThat(cache.size()).isEqualTo(CaChainCache.CAPACITY);
    }
}
