/** CBOR as attestation documents and the Nitro secure module speak it: strict, bounded, without building objects. */
@NullMarked
package dev.teerex.cbor;

import org.jspecify.annotations.NullMarked;
