package dev.teerex.build;

import dev.teerex.Bytes;
import dev.teerex.attestation.VerificationTime;
import dev.teerex.download.HttpSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which attestation documents are to be verified, and what their enclaves must be.
 *
 * @param server a server that is asked for its document, or null
 * @param http how the server is reached
 * @param documents a document, or a folder of them, or null; this or {@code server} is given
 * @param policy the policy file, or null
 * @param insecureAcceptAnyImage whether every image is accepted; this or {@code policy} is given
 * @param testAnchor the root certificate of a simulation, or null for AWS's root
 * @param nonce the nonce that the {@code documents} must carry, or null; a server is sent a fresh one
 * @param time when documents are judged
 * @param outputDirectory the folder that gets the report
 */
public record VerifyAttestationRequest(
        @Nullable RemoteServer server,
        HttpSettings http,
        @Nullable Path documents,
        @Nullable Path policy,
        boolean insecureAcceptAnyImage,
        @Nullable Path testAnchor,
        @Nullable Bytes nonce,
        VerificationTime time,
        Path outputDirectory) {}
