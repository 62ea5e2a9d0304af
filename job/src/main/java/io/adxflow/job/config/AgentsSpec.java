package io.adxflow.job.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a document says of senders that shake hands.
 *
 * @param rules by namespace, ordered by name; namespaces without any are not among them
 * @param template what the keys of a namespace are that is made for a sender ({@code namespaces.*}), ordered by key; empty when none
 *     may be made. {@code {namespace}} in a value stands for the new name
 */
public record AgentsSpec(Map<String, AgentRules> rules, Map<String, TemplateValue> template) implements Serializable {
    /** Names a template among namespaces. */
    public static final String TEMPLATE_NAME = "*";

    /** Nobody is revoked, and no namespace is made. */
    public static final AgentsSpec NONE = new AgentsSpec(Map.of(), Map.of());

    private static final String NAME_SLOT = "{namespace}";

    /** As a document says it: one text, or a list. */
    public record TemplateValue(List<String> values, boolean isList) implements Serializable {
        TemplateValue named(String namespace) {
            return new TemplateValue(
                    values.stream()
                            .map(value -> value.replace(NAME_SLOT, namespace))
                            .toList(),
                    isList);
        }
    }

    /**
     * What holds for the agents of one namespace.
     *
     * @param revoked names of agents that may not send any more
     * @param collector YAML of an OpenTelemetry Collector that is offered to agents beside the exporter, or empty for the usual one
     */
    public record AgentRules(Set<String> revoked, String collector) implements Serializable {
        /** Nothing is said. */
        public static final AgentRules NONE = new AgentRules(Set.of(), "");
    }

    /** What holds for agents of a namespace. */
    public AgentRules of(String namespace) {
        return rules.getOrDefault(namespace, AgentRules.NONE);
    }

    /** The template's keys and values for a namespace of this name; each value is a text or a list of texts. */
    public Map<String, Object> made(String namespace) {
        Map<String, Object> keys = new TreeMap<>();
        template.forEach((key, value) -> {
            TemplateValue named = value.named(namespace);
            keys.put(key, named.isList() ? named.values() : named.values().get(0));
        });
        return keys;
    }
}
