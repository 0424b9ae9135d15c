package dev.teerex.updater.git;

/**
 * Who a commit is by.
 *
 * @param name the name
 * @param email the address
 */
public record Author(String name, String email) {}
