package dev.teerex.attestation;

import java.security.Provider;

/**
 * The two of Bouncy Castle's services that verifying takes. Its whole provider offers some thousands, and to say so takes
 * 80 ms when a program starts and 6 ms for each later verifier (measured). Never registered.
 */
final class BouncyCastleEc extends Provider {
    private static final long serialVersionUID = 1L;
    private static final String PACKAGE = "org.bouncycastle.jcajce.provider.asymmetric.ec.";

    BouncyCastleEc() {
        super("TeeRexEc", "1", "ECDSA on P-384 by Bouncy Castle");
        put("KeyFactory.EC", PACKAGE + "KeyFactorySpi$EC");
        put("Signature.SHA384withECDSA", PACKAGE + "SignatureSpi$ecDSA384");
    }
}
