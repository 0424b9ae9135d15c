package dev.teerex.server.config;

/**
 * What a request may bring along.
 *
 * @param maxBody the largest body in bytes
 * @param maxUploads how many bodies are received at once
 * @param minUploadRate the slowest upload that is put up with, in bytes a second
 * @param payloadMemory how much decrypted payload is held at once, in bytes
 */
public record IntakeConfig(long maxBody, int maxUploads, long minUploadRate, long payloadMemory) {}
