package dev.teerex.sdk;

/**
 * A proof, and how it came about.
 *
 * @param proof the proof
 * @param receipt who made it, from what, and whether it was checked
 */
public record MadeProof(Proof proof, ProofReceipt receipt) {}
