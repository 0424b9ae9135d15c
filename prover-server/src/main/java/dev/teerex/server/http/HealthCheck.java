package dev.teerex.server.http;

/**
 * One thing that the server needs in order to prove.
 *
 * @param name what it is
 * @param vital whether nothing at all works without it
 * @param ok whether it is as it should be
 * @param detail how it is, in a few words
 */
public record HealthCheck(String name, boolean vital, boolean ok, String detail) {}
