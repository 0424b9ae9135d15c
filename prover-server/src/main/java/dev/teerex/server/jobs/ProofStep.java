package dev.teerex.server.jobs;

/**
 * The step that a proof is at. What it proves is left out: names of functions are private.
 *
 * @param step which one, from 1
 * @param steps how many there are
 */
public record ProofStep(int step, int steps) {}
