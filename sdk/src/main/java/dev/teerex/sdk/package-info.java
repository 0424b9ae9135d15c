/** What a Java program depends on to have proofs made and checked. */
@NullMarked
package dev.teerex.sdk;

import org.jspecify.annotations.NullMarked;
