package dev.teerex.eif;

/**
 * The digest of one section that is in a PCR. It lets a comparison name the section that differs.
 *
 * @param name what {@link Section#name} calls it
 * @param size the size of its data, in bytes
 * @param sha384 the digest of its data
 */
public record MeasuredSection(String name, long size, Sha384 sha384) {}
