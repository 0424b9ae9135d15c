package dev.teerex.server.config;

/**
 * The text that was given for an option.
 *
 * @param value the text
 * @param origin where it stands, for messages
 */
record Setting(String value, String origin) {}
