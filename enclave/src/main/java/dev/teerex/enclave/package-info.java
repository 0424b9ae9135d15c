/**
 * Makes the enclave's image: gathers what is in it, each file with where it comes from, and writes the image, its
 * measurement, a policy for clients and a manifest. {@code docs/enclave.md} is the guide.
 */
@NullMarked
package dev.teerex.enclave;

import org.jspecify.annotations.NullMarked;
