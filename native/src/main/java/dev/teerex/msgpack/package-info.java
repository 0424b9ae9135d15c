/**
 * MessagePack, as far as bb speaks it: nil, booleans, unsigned integers, strings, binaries, arrays and maps.
 *
 * <p>Our own rather than a library's because secrets pass through here: every size is bounded before anything is
 * allocated for it, binaries are handed over without a copy, and what was buffered is wiped.
 */
@NullMarked
package dev.teerex.msgpack;

import org.jspecify.annotations.NullMarked;
