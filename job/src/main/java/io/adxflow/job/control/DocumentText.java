package io.adxflow.job.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.config.AgentsSpec;
import io.adxflow.job.config.AgentsSpec.AgentRules;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.config.PipelineDocument.Retirement;
import io.adxflow.job.config.PipelineDocument.Undelivered;
import io.adxflow.job.config.SubscriptionSpec;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.auth.SecretSource;
import io.adxflow.sources.auth.SenderSpec;
import io.adxflow.sources.auth.SenderSpec.Proof;
import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.limits.NamespaceLimits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The canonical form of a {@link PipelineDocument}: JSON with the keys of a pipeline file, ordered, with every default of a
 * namespace and a subscription spelled out, so that its meaning does not hang on the build that reads it. It is a valid document
 * itself. Documents of equal meaning have equal texts, and so equal hashes.
 */
public final class DocumentText {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int HASH_BYTES = 16;

    private DocumentText() {}

    /** The document under its hash: the first 128 bits of the SHA-256 of its canonical text, in hexadecimal digits. */
    public static ControlDocument of(PipelineDocument document) {
        String text = canonical(document);
        return new ControlDocument(hash(text), text);
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * Reads a canonical text, of this build or an earlier one.
     *
     * @throws IllegalStateException when this build cannot: it was written by a newer one, or damaged
     */
    public static PipelineDocument parse(ControlDocument document) {
        try {
            return PipelineConfigLoader.accepted(document.text(), "control/" + document.hash() + ".json");
        } catch (ConfigException e) {
            throw new IllegalStateException("a control document cannot be read by this build: " + e.getMessage(), e);
        }
    }

    private static String canonical(PipelineDocument document) {
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("monikers", map(document.monikers(), DocumentText::moniker));
        sections.put("namespaces", map(document.namespaces(), DocumentText::namespace));
        sections.put("subscriptions", map(document.subscriptions(), DocumentText::subscription));
        sections.put("retired", map(document.retired(), DocumentText::retirement));
        if (!document.limits().isEmpty()) {
            // Left out where there are none, so that documents of builds without limits keep their hashes.
            sections.put("limits", map(document.limits(), DocumentText::limits));
        }
        agents(document.agents(), sections);
        if (!document.senders().isEmpty()) {
            // Not said where there are none, so that such documents have the names that they had.
            sections.put("senders", map(document.senders(), DocumentText::sender));
        }
        return json(sections);
    }

    private static Map<String, Object> limits(NamespaceLimits limits) {
        Map<String, Object> keys = new TreeMap<>();
        put(keys, "samples-per-second", limits.samplesPerSecond());
        put(keys, "bytes-per-second", limits.bytesPerSecond());
        put(keys, "new-series-per-second", limits.newSeriesPerSecond());
        put(keys, "live-series", limits.liveSeries());
        put(keys, "tables", limits.tables());
        put(keys, "storage", limits.storageBytes());
        put(keys, "weight", limits.weight());
        return keys;
    }

    private static void put(Map<String, Object> keys, String key, double value) {
        if (!Double.isInfinite(value)) {
            keys.put(key, new BigDecimal(value).stripTrailingZeros().toPlainString());
        }
    }

    /** Says nothing where nothing is said, so that documents without agents have the names that they had. */
    private static void agents(AgentsSpec agents, Map<String, Object> sections) {
        if (!agents.rules().isEmpty()) {
            sections.put("agents", map(agents.rules(), DocumentText::agentRules));
        }
        if (!agents.template().isEmpty() && sections.get("namespaces") instanceof Map<?, ?> namespaces) {
            Map<String, Object> template = new TreeMap<>();
            agents.template()
                    .forEach((key, value) -> template.put(
                            key,
                            value.isList() ? value.values() : value.values().get(0)));
            Map<String, Object> all = new TreeMap<>();
            namespaces.forEach((name, keys) -> all.put(String.valueOf(name), keys));
            all.put(AgentsSpec.TEMPLATE_NAME, template);
            sections.put("namespaces", all);
        }
    }

    private static Map<String, Object> agentRules(AgentRules rules) {
        Map<String, Object> keys = new TreeMap<>();
        keys.put("revoked", new TreeSet<>(rules.revoked()));
        if (!rules.collector().isEmpty()) {
            keys.put("collector", rules.collector());
        }
        return keys;
    }

    private static String json(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document cannot be written: " + e.getMessage(), e);
        }
    }

    private interface Form<T> {
        Map<String, Object> of(T spec);
    }

    private static <T> Map<String, Object> map(Map<String, T> specs, Form<T> form) {
        Map<String, Object> texts = new TreeMap<>();
        specs.forEach((name, spec) -> texts.put(name, form.of(spec)));
        return texts;
    }

    private static Map<String, Object> retirement(Retirement retirement) {
        String how = retirement.undelivered().name().toLowerCase(Locale.ROOT);
        return Map.of(
                "undelivered", retirement.undelivered() == Undelivered.MOVE ? how + "=" + retirement.moveTo() : how);
    }

    /** A moniker's definition as text, whose hash names it in batches. */
    static ControlDocument definition(MonikerSpec moniker) {
        String text = json(moniker(moniker));
        return new ControlDocument(hash(text), text);
    }

    /** Reads {@link #definition}. */
    static MonikerSpec moniker(String name, ControlDocument definition) throws IOException {
        Map<String, String> options =
                new TreeMap<>(JSON.readValue(definition.text(), new TypeReference<Map<String, String>>() {}));
        String kind = options.remove("kind");
        return new MonikerSpec(name, kind == null ? "" : kind, Map.copyOf(options));
    }

    private static Map<String, Object> moniker(MonikerSpec moniker) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("kind", moniker.kind());
        keys.putAll(new TreeMap<>(moniker.options()));
        return keys;
    }

    private static Map<String, Object> namespace(NamespaceSpec namespace) {
        Map<String, Object> keys = new TreeMap<>();
        keys.put("database", namespace.database());
        keys.put("databases", namespace.databases());
        keys.put("monikers", namespace.monikers());
        keys.put("add-labels", new TreeMap<>(namespace.addLabels()));
        Map<String, Object> lifted = new TreeMap<>();
        namespace.liftLabels().forEach(lift -> lifted.put(lift.label(), lift.column()));
        keys.put("lift-labels", lifted);
        keys.put("logs-table", namespace.otlp().logsTable());
        keys.put("traces-table", namespace.otlp().tracesTable());
        keys.put("lift-attributes", attributes(namespace.otlp().liftAttributes()));
        keys.put("lift-resources", attributes(namespace.otlp().liftResources()));
        keys.put("otlp-metric-names", namespace.otlp().metrics().names().text());
        keys.put("otlp-promote-resource-attributes", namespace.otlp().metrics().promoteResourceAttributes());
        keys.put("otlp-target-info", namespace.otlp().metrics().targetInfo());
        keys.put("otlp-scope-labels", namespace.otlp().metrics().scopeLabels());
        RulesText.put(namespace.rules(), keys);
        return keys;
    }

    private static Map<String, Object> attributes(List<LiftedAttribute> lifts) {
        Map<String, Object> columns = new TreeMap<>();
        lifts.forEach(lift ->
                columns.put(lift.attribute(), lift.column() + ":" + lift.type().kustoName()));
        return columns;
    }

    private static Map<String, Object> sender(SenderSpec sender) {
        Map<String, Object> keys = new TreeMap<>();
        Proof proof = sender.proof();
        if (proof instanceof Proof.Bearer bearer) {
            keys.put(
                    isFile(bearer.tokens()) ? "bearer-file" : "bearer-env",
                    bearer.tokens().name());
        } else if (proof instanceof Proof.Basic basic) {
            keys.put("basic-user", basic.user());
            keys.put(
                    isFile(basic.passwords()) ? "basic-password-file" : "basic-password-env",
                    basic.passwords().name());
        } else if (proof instanceof Proof.Certificate certificate) {
            keys.put("mtls-subject", certificate.subject());
        } else if (proof instanceof Proof.Claims claims) {
            keys.put("jwt-claims", new TreeMap<>(claims.claims()));
        }
        keys.put("namespaces", sender.namespaces());
        keys.put("control", sender.control().name().toLowerCase(Locale.ROOT));
        return keys;
    }

    private static boolean isFile(SecretSource secret) {
        return secret.kind() == SecretSource.Kind.FILE;
    }

    private static Map<String, Object> subscription(SubscriptionSpec subscription) {
        Map<String, Object> keys = new TreeMap<>();
        keys.put("from", subscription.from());
        keys.put(
                "signals",
                subscription.signals().stream()
                        .map(SubscriptionSpec.Signal::text)
                        .toList());
        keys.put("tables", subscription.tables());
        keys.put("where", subscription.where());
        keys.put("to", subscription.to());
        keys.put("paused", subscription.paused());
        return keys;
    }
}
