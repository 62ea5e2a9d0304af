package io.adxflow.job;

import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.handshake.HandshakeHub;
import io.adxflow.job.handshake.HandshakeService;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.auth.BearerVerifier;
import java.util.List;

/**
 * The verifiers of bearer tokens that the job itself issues: one more kind of token is one more entry here. Made by each reader for each
 * version of the document, so that what is dear (keys, threads) belongs to something that is made once, as by storage.
 */
final class TokenVerifiers {
    private TokenVerifiers() {}

    /** In the order in which they are asked. */
    static List<BearerVerifier> of(PipelineDocument document, StorageSettings storage) {
        HandshakeService handshakes = HandshakeHub.jvm().service();
        return handshakes == null ? List.of() : List.of(handshakes.tokens());
    }
}
