/**
 * The Nitro secure module of an enclave, which signs what the enclave is: the device, and an honest simulation of it for
 * machines without one. The only package that may know JNA.
 */
@NullMarked
package dev.teerex.nsm;

import org.jspecify.annotations.NullMarked;
