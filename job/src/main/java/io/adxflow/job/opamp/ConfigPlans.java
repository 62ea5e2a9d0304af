package io.adxflow.job.opamp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.handshake.DocumentInForce;
import io.adxflow.job.handshake.HandshakeDesk;
import io.adxflow.job.handshake.HandshakeGrant;
import io.adxflow.job.handshake.formats.CollectorFormat;
import io.adxflow.job.handshake.formats.YamlText;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the configuration of a namespace's agents of a document, and looks at it as a Collector would before anybody gets it. Stateless. */
final class ConfigPlans {
    /** Twice of it and more is what an agent keeps of it in memory; a Collector's is some kilobytes. */
    private static final int MAX_CHARACTERS = 512 * 1024;

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private final HandshakeDesk desk;

    ConfigPlans(HandshakeDesk desk) {
        this.desk = desk;
    }

    /** Cannot be offered. */
    static final class UnfitException extends Exception {
        UnfitException(String message) {
            super(message);
        }
    }

    /**
     * The configuration under a document, the same for documents that say the same of the namespace.
     *
     * @return null when there is no such namespace, or no token can be made
     * @throws UnfitException when a Collector would not start with it
     */
    @Nullable
    AgentConfig plan(String namespace, DocumentInForce.Version version) throws UnfitException {
        HandshakeGrant grant = desk.grant(
                namespace, AgentConfig.TOKEN_SLOT, EnumSet.allOf(Signal.class), version, AgentConfig.HOST_SLOT, 0);
        if (grant == null) {
            return null;
        }
        HandshakeGrant slotted = new HandshakeGrant(
                grant.agent(),
                namespace,
                grant.signals(),
                grant.endpoints(),
                grant.labels(),
                grant.monikers(),
                grant.hints(),
                AgentConfig.TOKEN_SLOT,
                0,
                0,
                grant.maxBodyBytes(),
                version.hash());
        String given = version.document().agents().of(namespace).collector();
        String text = YamlText.canonical(CollectorFormat.tree(slotted, "", given.isEmpty() ? Map.of() : read(given)));
        check(text);
        return AgentConfig.of(text);
    }

    private static Map<String, Object> read(String text) throws UnfitException {
        try {
            return YAML.readValue(text, new TypeReference<Map<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new UnfitException(
                    "not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private static void check(String text) throws UnfitException {
        if (text.length() > MAX_CHARACTERS) {
            throw new UnfitException("longer than " + MAX_CHARACTERS + " characters");
        }
        JsonNode root = YAML.valueToTree(read(text));
        JsonNode pipelines = root.path("service").path("pipelines");
        if (pipelines.isEmpty()) {
            throw new UnfitException("has no service.pipelines");
        }
        boolean sends = false;
        for (Map.Entry<String, JsonNode> pipeline : pipelines.properties()) {
            for (String part : java.util.List.of("receivers", "exporters")) {
                if (pipeline.getValue().path(part).isEmpty()) {
                    throw new UnfitException("service.pipelines." + pipeline.getKey() + " has no " + part);
                }
            }
            for (JsonNode exporter : pipeline.getValue().path("exporters")) {
                sends |= exporter.asText().equals(CollectorFormat.EXPORTER);
            }
        }
        if (!sends) {
            throw new UnfitException("no pipeline has the exporter " + CollectorFormat.EXPORTER);
        }
    }
}
